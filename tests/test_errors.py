from humocon.errors import DataError


def test_a_message_is_one_line_whatever_a_strangers_file_is_called():
    error = DataError("walk\n\t\x1b[2Jcafé \ud800.bvh: damaged; copy it again")
    assert str(error) == "walk  \ufffd[2Jcafé \ufffd.bvh: damaged; copy it again"
