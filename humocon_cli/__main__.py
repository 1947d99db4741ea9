"""`python -m humocon_cli`: what `torchrun -m` and `accelerate launch -m` run."""

from humocon_cli.main import cli

if __name__ == "__main__":
    cli(prog_name="humocon")
