// Verifies an audit log with nothing of this project: only Go's own sumdb packages, as Debian ships them.
//
//	verify DIR KEY     KEY is the log's note verifier key, "name+hash+base64"
//
// The full audit: the checkpoint's signature, every entry hashed again, every tile compared, inclusion and consistency
// proofs made from the tiles. Exit 0 and one line when all holds; otherwise exit 1 and the first thing that does not.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // 256 hashes a tile

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

// Go's reader of a tree accepts only Go's own first line, and its reader of base64 accepts stray bits.
func readCheckpoint(dir, key string) tlog.Tree {
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err, "checkpoint")
	verifier, err := note.NewVerifier(key)
	must(err, "key")
	opened, err := note.Open(data, note.VerifierList(verifier))
	must(err, "checkpoint")
	for _, sig := range append(opened.Sigs, opened.UnverifiedSigs...) {
		_, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
		must(err, "checkpoint's signature")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("checkpoint: not an origin, a size and a root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "checkpoint's size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "checkpoint's root")
	if size < 1 || strconv.FormatInt(size, 10) != lines[1] || root.String() != lines[2] {
		fail("checkpoint: size or root have another spelling")
	}
	return tlog.Tree{N: size, Hash: root}
}

// Go names tiles with their height: "tile/8/0/000" for "tile/0/000".
func toGo(path string) string   { return "tile/8/" + strings.TrimPrefix(path, "tile/") }
func fromGo(path string) string { return "tile/" + strings.TrimPrefix(path, "tile/8/") }

func bundlePath(n, width int64) string {
	path := fromGo(tlog.Tile{H: height, L: 0, N: n, W: int(width)}.Path())
	return "tile/entries/" + strings.TrimPrefix(path, "tile/0/")
}

func widthOf(hashes, n int64) int64 {
	if width := hashes - n<<height; width < 1<<height {
		return width
	}
	return 1 << height
}

// The entries of a bundle, and where in it each ends.
func splitBundle(path string, data []byte) (entries [][]byte, ends []int) {
	for at := 0; at < len(data); {
		if at+2 > len(data) || at+2+int(data[at])<<8+int(data[at+1]) > len(data) {
			fail("%s: ends within an entry", path)
		}
		begin := at + 2
		at = begin + int(data[at])<<8 + int(data[at+1])
		entries, ends = append(entries, data[begin:at]), append(ends, at)
	}
	return entries, ends
}

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

// Hashes every entry again; keeps the entries for comparing their other bundles.
func hashEntries(dir string, size int64) (hashes stored, entries [][]byte) {
	for n := int64(0); n<<height < size; n++ {
		path := bundlePath(n, widthOf(size, n))
		data, err := os.ReadFile(filepath.Join(dir, path))
		if os.IsNotExist(err) {
			data, err = os.ReadFile(filepath.Join(dir, bundlePath(n, 1<<height)))
		}
		must(err, path)
		bundle, _ := splitBundle(path, data)
		if int64(len(bundle)) < widthOf(size, n) {
			fail("%s: holds too few entries", path)
		}
		for _, entry := range bundle[:widthOf(size, n)] {
			if !json.Valid(entry) || entry[0] != '{' {
				fail("entry %d: no JSON object", len(entries))
			}
			more, err := tlog.StoredHashes(int64(len(entries)), entry, hashes)
			must(err, path)
			hashes, entries = append(hashes, more...), append(entries, entry)
		}
	}
	return hashes, entries
}

func compareBundle(path string, tile tlog.Tile, data []byte, entries [][]byte) {
	var expected []byte
	bundle, ends := splitBundle(path, data)
	width := widthOf(int64(len(entries)), tile.N)
	if int(width) > tile.W {
		width = int64(tile.W)
	}
	if len(bundle) != tile.W || len(ends) < int(width) {
		fail("%s: holds %d entries", path, len(bundle))
	}
	for _, entry := range entries[tile.N<<height : tile.N<<height+width] {
		expected = append(expected, byte(len(entry)>>8), byte(len(entry)))
		expected = append(expected, entry...)
	}
	if !bytes.Equal(data[:ends[width-1]], expected) {
		fail("%s: not the entries", path)
	}
}

func compareHashes(path string, tile tlog.Tile, data []byte, size int64, hashes stored) {
	if len(data) != tile.W*tlog.HashSize {
		fail("%s: not %d hashes", path, tile.W)
	}
	covered := tile
	if width := widthOf(size>>(height*uint(tile.L)), tile.N); int(width) < tile.W {
		covered.W = int(width) // written, but its checkpoint never came
	}
	expected, err := tlog.ReadTileData(covered, hashes)
	must(err, path)
	if !bytes.Equal(data[:len(expected)], expected) {
		fail("%s: not what the entries hash to", path)
	}
}

// Every file among the tiles, also the partial ones of older checkpoints.
func compareTiles(dir string, size int64, hashes stored, entries [][]byte) (files int) {
	err := filepath.WalkDir(filepath.Join(dir, "tile"), func(file string, item fs.DirEntry, err error) error {
		if err != nil || item.IsDir() {
			return err
		}
		relative, _ := filepath.Rel(dir, file)
		path := filepath.ToSlash(relative)
		isBundle := strings.HasPrefix(path, "tile/entries/")
		tile, err := tlog.ParseTilePath(toGo(strings.Replace(path, "tile/entries/", "tile/0/", 1)))
		must(err, path)
		data, err := os.ReadFile(file)
		must(err, path)
		if tile.N<<height >= size>>(height*uint(tile.L)) {
			return nil // behind the checkpoint
		}
		if isBundle {
			compareBundle(path, tile, data, entries)
		} else {
			compareHashes(path, tile, data, size, hashes)
		}
		files++
		return nil
	})
	must(err, "tiles")
	return files
}

// Gives Go's prover the tiles as they stand on disk.
type tileFiles struct{ dir string }

func (t tileFiles) Height() int                         { return height }
func (t tileFiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(t.dir, fromGo(tile.Path())))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// The tiles that the checkpoint needs. (Go's NewTiles also wants every narrower form of the last ones.)
func requireTiles(dir string, size int64) {
	for level := 0; size>>(height*uint(level)) > 0; level++ {
		hashes := size >> (height * uint(level))
		for n := int64(0); n<<height < hashes; n++ {
			tile := tlog.Tile{H: height, L: level, N: n, W: int(widthOf(hashes, n))}
			_, err := os.Stat(filepath.Join(dir, fromGo(tile.Path())))
			if os.IsNotExist(err) {
				tile.W = 1 << height
				_, err = os.Stat(filepath.Join(dir, fromGo(tile.Path())))
			}
			must(err, "tile")
		}
	}
}

func checkProofs(dir string, tree tlog.Tree, hashes stored, entries [][]byte) (proofs int) {
	reader := tlog.TileHashReader(tree, tileFiles{dir})
	for n := int64(0); n < tree.N; n += tree.N/16 + 1 {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		must(err, "inclusion")
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entries[n])), "inclusion")
		older, err := tlog.TreeHash(n+1, hashes)
		must(err, "consistency")
		consistent, err := tlog.ProveTree(tree.N, n+1, reader)
		must(err, "consistency")
		must(tlog.CheckTree(consistent, tree.N, tree.Hash, n+1, older), "consistency")
		proofs += 2
	}
	return proofs
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verify DIR KEY")
		os.Exit(2)
	}
	dir := os.Args[1]
	tree := readCheckpoint(dir, os.Args[2])
	hashes, entries := hashEntries(dir, tree.N)
	root, err := tlog.TreeHash(tree.N, hashes)
	must(err, "root")
	if root != tree.Hash {
		fail("the entries do not hash to the checkpoint's root")
	}
	files := compareTiles(dir, tree.N, hashes, entries)
	requireTiles(dir, tree.N)
	proofs := checkProofs(dir, tree, hashes, entries)
	fmt.Printf("verified: %d entries, %d files, %d proofs, root %s\n", tree.N, files, proofs, tree.Hash)
}
