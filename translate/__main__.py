"""Where `translate` and `python -m translate` begin."""


def main() -> None:
    """Import the commands, which takes a moment in which Ctrl-C may come, and run them."""
    try:
        from translate import cli
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    cli.main()


if __name__ == "__main__":
    main()
