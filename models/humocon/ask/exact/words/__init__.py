"""What is asked: a question, its words and what they mean, what it leans on."""
