"""What HuMoCon's speed is measured with: `make bench`. Each part sets the project beside its peers or its floor."""
