"""`python -m translate`: the command line where its script is not on the path."""

from translate.cli import main

if __name__ == "__main__":
    main()
