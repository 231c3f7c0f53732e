"""Counts leaves and empty leaves of each file given, by the design's prototype: `prototype_leaves.py DIR FORMAT FILE...`.

Prints `<file name> <leaves> <empty>` a line; records the prototype refuses count nothing.
"""
import os
import sys


def main():
    prototype, name, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    sys.path.insert(0, prototype)
    sys.dont_write_bytecode = True
    try:
        import yaml  # noqa: F401
    except ImportError:
        sys.exit(77)  # the test skips
    import check

    maps, _, pick = check.ALL[name]()
    for path in files:
        mapping = pick(path, maps) if pick else maps[0]
        leaves = empty = 0
        for _, record in check.frames(mapping, path):
            if not isinstance(record, check.Obj):
                continue
            try:
                mapping.decode(record)
            except check.Refuse:
                continue
            values = [leaf.v for _, leaf in check.leaves(record)]
            leaves += len(values)
            empty += sum(value is None or value == "" for value in values)
        print(os.path.basename(path), leaves, empty)


main()
