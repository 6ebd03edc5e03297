// verify receipt FILE KEY [--open PART=FILE …]
// verify tiles FOLDER KEY
// verify pack ZIP KEY [--head FILE …] [--receipt FILE …]
//
// Checks what Atranka hands out, by other people's code: the Merkle trees and notes are those of Go's checksum
// database. Prints `ok`, or `bad: <reason>`, and ends with 0 or 1. It decides no command again.
//
// Source: C2SP signed-note, tlog-checkpoint, tlog-proof, tlog-tiles; RFC 6962; RFC 8785; docs/proofs.md.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	noteSizeMax       = 256 << 10
	noteSignaturesMax = 16
	receiptSizeMax    = 512 << 10
	leafSizeMax       = 16 << 10
	proofLengthMax    = 63
	integerMax        = 1<<53 - 1
	zipBytesMax       = 1 << 30
)

type fault struct{ reason string }

func bad(format string, a ...any) { panic(fault{fmt.Sprintf(format, a...)}) }

func contents(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		bad("%s cannot be read", path)
	}
	return data
}

// One spelling of each byte string: encoding/base64 would pass over line breaks and bits that are not used.
func unbase64(text string) ([]byte, bool) {
	data, err := base64.StdEncoding.DecodeString(text)
	return data, err == nil && base64.StdEncoding.EncodeToString(data) == text
}

func count(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}

// UTF-8 lines that end in a line feed, without control characters.
func checkLines(what string, data []byte) {
	if !utf8.Valid(data) {
		bad("%s is not UTF-8", what)
	}
	for _, b := range data {
		if b < 0x20 && b != '\n' {
			bad("%s has a control character", what)
		}
	}
	if len(data) == 0 || data[len(data)-1] != '\n' {
		bad("%s does not end in a line feed", what)
	}
}

// Keys

type key struct {
	name   string
	public []byte
}

// The keys by their text, or a file with one a line.
func keysOf(text string) []key {
	if data, err := os.ReadFile(text); err == nil {
		text = string(data)
	}
	var keys []key
	for _, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		verifier, err := note.NewVerifier(line)
		if err != nil {
			bad("the key: %v", err)
		}
		parts := strings.SplitN(line, "+", 3)
		data, exact := unbase64(parts[2])
		if !exact || parts[1] != strings.ToLower(parts[1]) {
			bad("the key is spelled otherwise than it should be")
		}
		keys = append(keys, key{verifier.Name(), data[1:]})
	}
	if len(keys) == 0 {
		bad("there is no key")
	}
	return keys
}

// Heads

type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

func (h head) place() string { return withoutEpoch(h.origin) }

func withoutEpoch(origin string) string {
	if at := strings.LastIndexByte(origin, '/'); at >= 0 {
		return origin[:at]
	}
	return origin
}

// A key named like an instance holds for all its logs, under each one's name.
func headOf(what string, message []byte, keys []key) head {
	if len(message) > noteSizeMax {
		bad("%s: the note is larger than 256 KiB", what)
	}
	checkLines(what, message)
	split := bytes.LastIndex(message, []byte("\n\n"))
	if split < 0 {
		bad("%s: the note has no signatures", what)
	}
	text, signatures := string(message[:split+1]), string(message[split+2:])
	lines := strings.Split(text, "\n")
	lines = lines[:len(lines)-1]
	if len(lines) < 3 {
		bad("%s: a checkpoint has three lines at least", what)
	}
	for _, line := range lines {
		if line == "" {
			bad("%s: the checkpoint has an empty line", what)
		}
	}
	h := head{origin: lines[0]}
	var exact bool
	if h.size, exact = count(lines[1]); !exact {
		bad("%s: the checkpoint's size is none", what)
	}
	if h.root = hashOf(what+": the checkpoint's root", lines[2]); h.size == 0 && h.root != sha256.Sum256(nil) {
		bad("%s: the root is not that of an empty tree", what)
	}

	var known []note.Verifier
	for _, k := range keys {
		if k.name != h.origin && !strings.HasPrefix(h.origin, k.name+"/") {
			continue
		}
		text, err := note.NewEd25519VerifierKey(h.origin, k.public)
		if err != nil {
			bad("%s: %v", what, err)
		}
		verifier, err := note.NewVerifier(text)
		if err != nil {
			bad("%s: %v", what, err)
		}
		known = append(known, verifier)
	}
	opened, err := note.Open(message, note.VerifierList(known...))
	if err != nil {
		bad("%s: %v", what, err)
	}
	if opened.Text != text {
		bad("%s: the note was opened with another text", what)
	}
	each := strings.SplitAfter(strings.TrimSuffix(signatures, "\n"), "\n")
	if len(each) > noteSignaturesMax {
		bad("%s: the note has more than 16 signatures", what)
	}
	for _, line := range each {
		line = strings.TrimSuffix(line, "\n")
		if _, exact := unbase64(line[strings.LastIndexByte(line, ' ')+1:]); !exact {
			bad("%s: a signature is not base64", what)
		}
		// note.Open passes over what a key signs a second time.
		var unknown *note.UnverifiedNoteError
		if _, err := note.Open([]byte(text+"\n"+line+"\n"), note.VerifierList(known...)); err != nil && !errors.As(err, &unknown) {
			bad("%s: %v", what, err)
		}
	}
	return h
}

func hashOf(what, text string) tlog.Hash {
	data, exact := unbase64(text)
	if !exact || len(data) != tlog.HashSize {
		bad("%s is no hash of 32 bytes in base64", what)
	}
	return *(*tlog.Hash)(data)
}

// Canonical JSON (RFC 8785) without floating point

func canonical(out *bytes.Buffer, value any) bool {
	switch v := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(v))
	case json.Number:
		n, err := strconv.ParseInt(string(v), 10, 64)
		if err != nil || n > integerMax || n < -integerMax {
			return false
		}
		out.WriteString(strconv.FormatInt(n, 10))
	case string:
		canonicalText(out, v)
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if !canonical(out, item) {
				return false
			}
		}
		out.WriteByte(']')
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Slice(names, func(i, j int) bool { return isBefore(names[i], names[j]) })
		out.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				out.WriteByte(',')
			}
			canonicalText(out, name)
			out.WriteByte(':')
			if !canonical(out, v[name]) {
				return false
			}
		}
		out.WriteByte('}')
	}
	return true
}

func isBefore(a, b string) bool {
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return len(x) < len(y)
}

func canonicalText(out *bytes.Buffer, text string) {
	out.WriteByte('"')
	for _, r := range text {
		if at := strings.IndexRune("\"\\\b\f\n\r\t", r); at >= 0 {
			out.WriteByte('\\')
			out.WriteByte("\"\\bfnrt"[at])
		} else if r < 0x20 {
			fmt.Fprintf(out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}

func treeOf(what, text string) any {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	var again bytes.Buffer
	if decoder.Decode(&value) != nil || !canonical(&again, value) || again.String() != text {
		bad("%s is not canonical JSON", what)
	}
	return value
}

func objectOf(what, text string) map[string]any {
	object, is := treeOf(what, text).(map[string]any)
	if !is {
		bad("%s is no JSON object", what)
	}
	return object
}

func textIn(what string, object map[string]any, name string) string {
	text, is := object[name].(string)
	if !is {
		bad("%s has no text %s", what, name)
	}
	return text
}

func memberIn(what string, object map[string]any, name string) map[string]any {
	member, is := object[name].(map[string]any)
	if !is {
		bad("%s has no object %s", what, name)
	}
	return member
}

func numberIn(what string, object map[string]any, name string, least int64) int64 {
	number, _ := object[name].(json.Number)
	n, exact := count(string(number))
	if !exact || n < least {
		bad("%s has no whole number %s from %d", what, name, least)
	}
	return n
}

// Leaves

type leaf struct {
	log, actor, kind, at, definition string
	index, instanceSize              int64
	streams                          map[string]int64
	commit, beside                   map[string]string
}

var (
	hex32 = regexp.MustCompile(`^[0-9a-f]{64}$`)
	hex16 = regexp.MustCompile(`^[0-9a-f]{32}$`)
)

func versionsOf(what string, object map[string]any) map[string]int64 {
	versions := map[string]int64{}
	for name := range object {
		versions[name] = numberIn(what, object, name, 1)
	}
	return versions
}

func hashesIn(what string, object map[string]any, name string) map[string]string {
	hashes := map[string]string{}
	if _, is := object[name]; !is {
		return hashes
	}
	members := memberIn(what, object, name)
	for member := range members {
		if hashes[member] = textIn(what, members, member); member == "" || !hex32.MatchString(hashes[member]) {
			bad("%s: %s of %s is no SHA-256 in hex", what, name, member)
		}
	}
	if len(hashes) == 0 {
		bad("%s: %s is empty", what, name)
	}
	return hashes
}

func leafOf(what, text string) leaf {
	if len(text) > leafSizeMax {
		bad("%s: its leaf is larger than 16 KiB", what)
	}
	what += ": its leaf"
	object := objectOf(what, text)
	for name := range object {
		if !strings.Contains(" actor at authenticated beside commit definition index instance_size log nonce public "+
			"semantics streams type ", " "+name+" ") {
			bad("%s has an unknown member %s", what, name)
		}
	}
	l := leaf{
		log: textIn(what, object, "log"), actor: textIn(what, object, "actor"), kind: textIn(what, object, "type"),
		at: textIn(what, object, "at"), index: numberIn(what, object, "index", 0),
		instanceSize: numberIn(what, object, "instance_size", 0),
		streams:      versionsOf(what, memberIn(what, object, "streams")),
		commit:       hashesIn(what, object, "commit"), beside: hashesIn(what, object, "beside"),
	}
	numberIn(what, object, "semantics", 1)
	if l.log == "" || l.actor == "" || l.kind == "" || textIn(what, object, "authenticated") == "" {
		bad("%s names no log, actor, type or way of authentication", what)
	}
	if len(l.streams) == 0 {
		bad("%s names no stream", what)
	}
	if !hex16.MatchString(textIn(what, object, "nonce")) {
		bad("%s has no nonce", what)
	}
	const instant = "2006-01-02T15:04:05.000Z"
	if at, err := time.Parse(instant, l.at); err != nil || at.Format(instant) != l.at {
		bad("%s has no instant", what)
	}
	if _, is := object["definition"]; is {
		if l.definition = textIn(what, object, "definition"); !hex32.MatchString(l.definition) {
			bad("%s: its definition is no hash", what)
		}
	}
	if _, is := object["public"]; is && len(memberIn(what, object, "public")) == 0 {
		bad("%s: public is empty", what)
	}
	return l
}

// LEDGER.md, format 4.
func checkCommitment(what string, l leaf, name, salt, payload string) {
	key, err := hex.DecodeString(salt)
	if err != nil || !hex32.MatchString(salt) {
		bad("%s: the salt of %s is not 64 hex digits", what, name)
	}
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, "atranka/commit/v1\x00"+name+"\x00"+payload)
	if committed, is := l.commit[name]; !is || hex.EncodeToString(mac.Sum(nil)) != committed {
		bad("%s: %s does not open its commitment", what, name)
	}
}

// Receipts

type receipt struct {
	head  head
	index int64
	leaf  string
}

func receiptOf(what string, data []byte, keys []key, opens []string) receipt {
	if len(data) > receiptSizeMax {
		bad("%s is larger than 512 KiB", what)
	}
	checkLines(what, data)
	before, checkpoint, found := strings.Cut(string(data), "\n\n")
	if !found {
		bad("%s has no checkpoint", what)
	}
	lines := strings.Split(before, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		bad("%s is no tlog-proof", what)
	}
	lines = lines[1:]
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "extra ") {
		bad("%s carries no leaf", what)
	}
	extra, exact := unbase64(strings.TrimPrefix(lines[0], "extra "))
	if !exact {
		bad("%s: the extra data is not base64", what)
	}
	lines = lines[1:]
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		bad("%s gives no index", what)
	}
	r := receipt{}
	if r.index, exact = count(strings.TrimPrefix(lines[0], "index ")); !exact {
		bad("%s: the index is no whole number", what)
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		proof = append(proof, hashOf(what+": a line of the proof", line))
	}
	if len(proof) > proofLengthMax {
		bad("%s: the proof is too long", what)
	}
	r.head = headOf(what, []byte(checkpoint), keys)

	object := objectOf(what+": the extra data", string(extra))
	r.leaf = textIn(what, object, "leaf")
	l := leafOf(what, r.leaf)
	salts := memberIn(what, object, "salts")
	for name := range salts {
		if _, is := l.commit[name]; !is || !hex32.MatchString(textIn(what, salts, name)) {
			bad("%s: the salt of %s is none, or of nothing that its leaf commits to", what, name)
		}
	}
	if tlog.CheckRecord(proof, r.head.size, r.head.root, r.index, tlog.RecordHash([]byte(r.leaf))) != nil {
		bad("entry %d: its leaf is not there under the head that was signed", r.index)
	}
	if l.index != r.index || withoutEpoch(l.log) != r.head.place() {
		bad("entry %d: its leaf says that it is entry %d of %s", r.index, l.index, l.log)
	}
	for _, open := range opens {
		name, file, _ := strings.Cut(open, "=")
		salt, _ := salts[name].(string)
		checkCommitment(fmt.Sprintf("entry %d", r.index), l, name, salt, strings.TrimRight(string(contents(file)), "\n"))
	}
	return r
}

// Trees: all hashes of a log, as the checksum database stores them.

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, errors.New("a hash that is not there")
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

func (s stored) with(n int64, leafHash tlog.Hash) stored {
	hashes, err := tlog.StoredHashesForRecordHash(n, leafHash, s)
	if err != nil {
		bad("entry %d: %v", n, err)
	}
	return append(s, hashes...)
}

func (s stored) root(size int64) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	root, err := tlog.TreeHash(size, s)
	if err != nil {
		bad("the tree of %d entries: %v", size, err)
	}
	return root
}

// Tiles

// C2SP's path is Go's without the height.
func tilePath(folder string, t tlog.Tile) string {
	return filepath.Join(folder, "tile", strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", t.H)))
}

func checkTiles(folder string, keys []key) {
	h := headOf("checkpoint", contents(filepath.Join(folder, "checkpoint")), keys)
	const height = 8
	var tree stored
	var tiles []tlog.Tile
	for _, t := range tlog.NewTiles(height, 0, h.size) {
		// It names the partial tiles of all widths up to the one that counts.
		if t.W == 1<<height || int64(t.W) == h.size>>(height*t.L)&(1<<height-1) {
			tiles = append(tiles, t)
		}
	}
	for _, t := range tiles {
		if t.L != 0 {
			continue
		}
		path := tilePath(folder, t)
		data := contents(path)
		if len(data) != t.W*tlog.HashSize {
			bad("%s has %d bytes: entry %d", path, len(data), t.N<<height)
		}
		for i := 0; i < t.W; i++ {
			tree = tree.with(t.N<<height+int64(i), *(*tlog.Hash)(data[i*tlog.HashSize:]))
		}
	}
	if tree.root(h.size) != h.root {
		bad("the tiles' leaves do not give the root that was signed")
	}
	for _, t := range tiles {
		data, err := tlog.ReadTileData(t, tree)
		if err != nil || !bytes.Equal(data, contents(tilePath(folder, t))) {
			bad("%s is not that of its leaves: entry %d", tilePath(folder, t), t.N<<(height*(t.L+1)))
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "tile", "entries")); err != nil {
		return
	}
	for _, t := range tiles {
		if t.L != 0 {
			continue
		}
		path := strings.Replace(tilePath(folder, t), filepath.Join("tile", "0"), filepath.Join("tile", "entries"), 1)
		data := contents(path)
		for i := 0; i < t.W; i++ {
			n := t.N<<height + int64(i)
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				bad("%s is cut short: entry %d", path, n)
			}
			size := 2 + int(binary.BigEndian.Uint16(data))
			checkLeaf(fmt.Sprintf("entry %d", n), h, n, string(data[2:size]), tree)
			data = data[size:]
		}
		if len(data) > 0 {
			bad("%s has more than %d entries", path, t.W)
		}
	}
}

// That the leaf is this entry of the tree under this head, and says so itself.
func checkLeaf(what string, h head, n int64, text string, tree stored) leaf {
	proof, err := tlog.ProveRecord(h.size, n, tree)
	if err != nil {
		bad("%s: its leaf is not there under the head that was signed", what)
	}
	return checkProof(what, h, n, text, proof)
}

func checkProof(what string, h head, n int64, text string, proof tlog.RecordProof) leaf {
	if n >= h.size || tlog.CheckRecord(proof, h.size, h.root, n, tlog.RecordHash([]byte(text))) != nil {
		bad("%s: its leaf is not there under the head that was signed", what)
	}
	l := leafOf(what, text)
	if l.index != n || withoutEpoch(l.log) != h.place() {
		bad("%s: its leaf says that it is entry %d of %s", what, l.index, l.log)
	}
	return l
}

// Packs

func unzip(path string) map[string][]byte {
	archive, err := zip.OpenReader(path)
	if err != nil {
		bad("%s: %v", path, err)
	}
	defer archive.Close()
	files := map[string][]byte{}
	for _, file := range archive.File {
		name := file.Name
		if strings.HasSuffix(name, "/") {
			continue
		}
		leaves := name == "" || name[0] == '/' || strings.Contains(name, `\`) || strings.Contains("/"+name+"/", "/../")
		if leaves || !file.Mode().IsRegular() {
			bad("%s has a name that no pack has: %s", path, name)
		}
		if _, twice := files[name]; twice {
			bad("%s has two files %s", path, name)
		}
		reader, err := file.Open()
		if err != nil {
			bad("%s: %s: %v", path, name, err)
		}
		data, err := io.ReadAll(io.LimitReader(reader, zipBytesMax+1))
		if err != nil || len(data) > zipBytesMax {
			bad("%s is damaged in %s", path, name)
		}
		files[name] = data
	}
	return files
}

func linesOf(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

type packLog struct {
	head   head
	tree   stored
	leaves []string
	places []int64            // of a pack of one application: the leaves' indexes
	proofs []tlog.RecordProof // likewise
	newest int64              // likewise, of the entries that were checked; -1: none was
	epoch  int64              // of the newest leaf that was checked
}

// What a pack of one application says to be.
type about struct {
	stream, log string
	versions    map[string]int64
}

// A pack of the whole call, or of one application: then each entry has a proof of its own, and what is between them is
// withheld.
type pack struct {
	files        map[string][]byte
	logs         map[string]*packLog
	parts        private
	readings     []readHead
	about        *about
	versions     map[string]int64 // of a pack of one application: of each stream, the newest
	registrySize int64            // that something was decided on so far
}

// A head of a chain of readings that stands in the instance log.
type readHead struct {
	what, log string
	size      int64
	hash      string
}

type kept struct{ subject, category string }

// Private parts, by whose they are and of which category.
type private struct {
	open    map[kept]string // where the newest is
	erased  map[kept][]int64
	missing []gone
}

type gone struct {
	kept
	what         string
	instanceSize int64
}

func categoryOf(part string) string {
	switch part {
	case "identity":
		return "identity"
	case "form", "answer", "text":
		return "application"
	case "comments", "statement", "report", "minority_view":
		return "evaluation"
	}
	return "decision"
}

// An entry of the instance log destroys what was recorded before it.
func (p *private) erase(n int64, events map[string]any) {
	for _, list := range events {
		each, _ := list.([]any)
		for _, event := range each {
			object, _ := event.(map[string]any)
			if _, is := object["PersonalDataErased"]; !is {
				continue
			}
			what := fmt.Sprintf("instance entry %d", n)
			erased := memberIn(what, object, "PersonalDataErased")
			categories, _ := erased["categories"].([]any)
			for _, category := range categories {
				of := kept{textIn(what, erased, "person"), fmt.Sprint(category)}
				p.erased[of] = append(p.erased[of], n)
				if where, is := p.open[of]; is {
					bad("%s: what was erased under entry %d of the instance log is still there", where, n)
				}
			}
		}
	}
}

// What is gone is erased where an entry says so, and else broken.
func (p *private) finish() {
	for _, part := range p.missing {
		isErased := false
		for _, n := range p.erased[part.kept] {
			isErased = isErased || n >= part.instanceSize
		}
		if !isErased {
			bad("%s is gone, and no entry says that it was erased", part.what)
		}
	}
}

func (p pack) file(name string) []byte {
	data, is := p.files[name]
	if !is {
		bad("the pack has no %s", name)
	}
	return data
}

// A large fact that lies beside the leaf.
func (p pack) besides(what, hash string) string {
	data := p.file("beside/" + hash + ".json")
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != hash {
		bad("%s: beside/%s.json does not have this hash", what, hash)
	}
	return string(data)
}

// A part is of whoever gave the command; an identity of whom it identifies.
func subjectOf(name string, l leaf, command map[string]any) string {
	if person, is := command["person"].(string); is && name == "part.identity" {
		return person
	}
	return l.actor
}

// The last part of an origin; it rises with an entry that says so, which may be withheld.
func (of *packLog) checkEpoch(what string, l leaf, maySkip bool) {
	epoch, exact := count(l.log[strings.LastIndexByte(l.log, '/')+1:])
	before := of.epoch
	if of.epoch = epoch; before == 0 {
		before = 1
	}
	rises := l.kind == "OpenEpoch"
	if !exact || rises && epoch <= before || !rises && epoch != before && !(maySkip && epoch > before) {
		bad("%s: its leaf is written in epoch %d, after epoch %d", what, epoch, before)
	}
}

// Heads of other logs that stand in the instance log; of those that the pack has.
func (p pack) checkAnchors(what string, heads map[string]any) {
	if p.about != nil {
		return
	}
	for log := range heads {
		of, is := p.logs[log]
		if !is {
			continue
		}
		head := memberIn(what, heads, log)
		size := numberIn(what, head, "size", 0)
		if size <= int64(len(of.leaves)) {
			if root := of.tree.root(size); hex.EncodeToString(root[:]) == textIn(what, head, "root") {
				continue
			}
		}
		bad("%s: the head of %d entries of %s that stands in it is not that of the log", what, size, log)
	}
}

// The i-th of the log in the pack, after so many of the instance.
func (p *pack) checkEntry(log, line string, i, instanceSize int64) {
	of := p.logs[log]
	n := i
	if p.about != nil {
		n = of.places[i]
	}
	what := fmt.Sprintf("%s entry %d", log, n)
	object := objectOf(what, line)
	text := func(name string) string { return textIn(what, object, name) }
	var l leaf
	if p.about != nil {
		l = checkProof(what, of.head, n, text("leaf"), of.proofs[i])
	} else {
		l = checkLeaf(what, of.head, n, text("leaf"), of.tree)
	}
	if hash := tlog.RecordHash([]byte(text("leaf"))); text("leaf_hash") != hex.EncodeToString(hash[:]) {
		bad("%s: its leaf does not have its hash", what)
	}
	if numberIn(what, object, "index", 0) != n {
		bad("%s: is not where it belongs", what)
	}
	if text("type") != l.kind || text("at") != l.at {
		bad("%s: is said to be of another type or instant than its leaf says", what)
	}
	switch {
	case p.about == nil && l.instanceSize > instanceSize:
		bad("%s: was decided on %d entries of the instance, and only %d come before it", what, l.instanceSize, instanceSize)
	case p.about != nil && log == "instance" && n < p.registrySize:
		bad("%s: comes after a decision on %d entries of the instance", what, p.registrySize)
	case log != "instance" && l.instanceSize > p.registrySize:
		p.registrySize = l.instanceSize
	}
	checkCommitment(what, l, "command", text("command_salt"), text("command"))
	checkCommitment(what, l, "events", text("events_salt"), text("events"))
	recorded := objectOf(what+": its command", text("command"))
	if textIn(what, recorded, "id") != text("id") {
		bad("%s: its command has another id", what)
	}
	command := memberIn(what, memberIn(what, recorded, "command"), l.kind)
	events := objectOf(what+": its events", text("events"))
	of.checkEpoch(what, l, p.about != nil && log == "instance")
	parts, is := object["parts"].([]any)
	if !is {
		bad("%s has no parts", what)
	}
	open := map[string]bool{}
	for _, one := range parts {
		part, is := one.(map[string]any)
		if !is {
			bad("%s has a part that is none", what)
		}
		name := "part." + textIn(what, part, "name")
		checkCommitment(what, l, name, textIn(what, part, "salt"), textIn(what, part, "payload"))
		if textIn(what, part, "subject") != subjectOf(name, l, command) {
			bad("%s: %s is said to be of another person than it is", what, name)
		}
		open[name] = true
	}
	streams := versionsOf(what, memberIn(what, object, "streams"))
	isOwn := p.about == nil || streams[p.about.stream] > 0
	for name := range l.commit {
		// Of a pack of one application others' parts are withheld.
		if !strings.HasPrefix(name, "part.") || !isOwn && !open[name] {
			continue
		}
		whose := kept{subjectOf(name, l, command), categoryOf(strings.TrimPrefix(name, "part."))}
		if open[name] {
			p.parts.open[whose] = what
		} else {
			p.parts.missing = append(p.parts.missing, gone{whose, what + ": " + name, l.instanceSize})
		}
	}
	if log == "instance" {
		p.parts.erase(n, events)
		if _, has := command["readings"]; has && l.kind == "AnchorHeads" {
			for name, member := range memberIn(what, command, "readings") {
				h, _ := member.(map[string]any)
				p.readings = append(p.readings, readHead{what, name, numberIn(what, h, "size", 1), textIn(what, h, "hash")})
			}
		}
		if _, has := command["heads"]; has && l.kind == "AnchorHeads" {
			p.checkAnchors(what, memberIn(what, command, "heads"))
		}
	}
	named := l.streams
	for name, hash := range l.beside {
		document := p.besides(what, hash)
		if name == "streams" {
			named = versionsOf(what, objectOf(what+": its streams", document))
		}
	}
	if l.definition != "" {
		p.besides(what, l.definition)
	}
	if fmt.Sprint(streams) != fmt.Sprint(named) {
		bad("%s: its streams are others than its leaf names", what)
	}
	if p.about != nil {
		p.checkOrder(what, of, n, streams)
	}
}

// Whether an entry is about another application than the pack.
func (p pack) isWithheld(stream string) bool {
	return strings.HasPrefix(stream, "application/") && stream != p.about.stream
}

// No entry of the application, the call, or whoever took part is missing between others.
func (p *pack) checkOrder(what string, of *packLog, n int64, streams map[string]int64) {
	if n <= of.newest {
		bad("%s: comes after entry %d", what, of.newest)
	}
	of.newest = n
	for stream, version := range streams {
		if next := p.versions[stream] + 1; version < next || version > next && !p.isWithheld(stream) {
			bad("%s: has version %d of %s, where %d belongs", what, version, stream, next)
		}
		p.versions[stream] = version
	}
}

func (p pack) checkVersions() {
	if p.logs[p.about.log] == nil {
		bad("application.json is of a call that is not in the pack")
	}
	if p.versions[p.about.stream] == 0 {
		bad("application.json is of an application that is not in the pack")
	}
	for stream, version := range p.versions {
		if !p.isWithheld(stream) && p.about.versions[stream] != version {
			bad("%s ends at version %d, and application.json says another", stream, version)
		}
	}
	for stream := range p.about.versions {
		if p.versions[stream] == 0 {
			bad("application.json names %s, of which there is no entry", stream)
		}
	}
}

func (p pack) readAbout() *about {
	const name = "application.json"
	data, is := p.files[name]
	if !is {
		return nil
	}
	object := objectOf(name, string(data))
	return &about{"application/" + textIn(name, object, "application"), "calls/" + textIn(name, object, "call"),
		versionsOf(name, memberIn(name, object, "versions"))}
}

// A line an entry, in their order.
func (p pack) proofsOf(log string, places []int64) []tlog.RecordProof {
	name := "logs/" + log + "/proofs.jsonl"
	lines := linesOf(p.file(name))
	if len(lines) != len(places) {
		bad("%s has %d proofs of %d entries", name, len(lines), len(places))
	}
	proofs := make([]tlog.RecordProof, len(lines))
	for i, line := range lines {
		what := fmt.Sprintf("%s entry %d: its proof", log, places[i])
		object := objectOf(what, line)
		hashes, is := object["proof"].([]any)
		if !is || numberIn(what, object, "index", 0) != places[i] {
			bad("%s is of another entry", what)
		}
		for _, one := range hashes {
			text, _ := one.(string)
			data, _ := hex.DecodeString(text)
			if !hex32.MatchString(text) {
				bad("%s has something that is no hash", what)
			}
			proofs[i] = append(proofs[i], *(*tlog.Hash)(data))
		}
	}
	return proofs
}

func readPack(path string, keys []key) pack {
	p := pack{files: unzip(path), logs: map[string]*packLog{}, versions: map[string]int64{},
		parts: private{open: map[kept]string{}, erased: map[kept][]int64{}}}
	p.file("keys.txt")
	p.about = p.readAbout()
	order := linesOf(p.file("order.txt"))
	lines := map[string][]string{}
	hasCall := false
	for _, log := range order {
		if p.logs[log] != nil {
			continue
		}
		h := headOf("logs/"+log+"/checkpoint", p.file("logs/"+log+"/checkpoint"), keys)
		if !strings.HasSuffix(h.place(), "/"+log) {
			bad("logs/%s/checkpoint is of %s", log, h.origin)
		}
		of := &packLog{head: h, newest: -1}
		lines[log] = linesOf(p.file("logs/" + log + "/entries.jsonl"))
		for i, line := range lines[log] {
			what := fmt.Sprintf("%s entry %d", log, i)
			object := objectOf(what, line)
			of.leaves = append(of.leaves, textIn(what, object, "leaf"))
			if p.about != nil {
				of.places = append(of.places, numberIn(what, object, "index", 0))
			} else {
				of.tree = of.tree.with(int64(i), tlog.RecordHash([]byte(of.leaves[i])))
			}
		}
		if p.about != nil {
			of.proofs = p.proofsOf(log, of.places)
		} else if size := int64(len(of.leaves)); size != h.size || of.tree.root(size) != h.root {
			bad("logs/%s: its %d leaves do not give the head of %d that was signed", log, size, h.size)
		}
		p.logs[log] = of
		hasCall = hasCall || strings.HasPrefix(log, "calls/")
	}
	if !hasCall {
		bad("the pack has no entry of a call")
	}
	taken := map[string]int64{}
	for _, log := range order {
		n := taken[log]
		if taken[log]++; n == int64(len(lines[log])) {
			bad("order.txt names more entries of %s than there are", log)
		}
		p.checkEntry(log, lines[log][n], n, taken["instance"])
	}
	for log, n := range taken {
		if n != int64(len(lines[log])) {
			bad("order.txt names fewer entries of %s than there are", log)
		}
	}
	p.parts.finish()
	if p.about != nil {
		p.checkVersions()
	}
	for log := range p.logs {
		if p.about != nil {
			p.checkSomeReadings(log)
		} else {
			p.checkReadings(log)
		}
	}
	return p
}

// The hash of a line that is right in itself.
func readingHash(what, log string, object map[string]any) string {
	line := memberIn(what, object, "line")
	for name := range line {
		if !strings.Contains(" log index size kind who authenticated object what rule as_of at previous ", " "+name+" ") {
			bad("%s: is no line of who read what", what)
		}
	}
	if kind := textIn(what, line, "kind"); len(object) != 2 || kind != "reading" && kind != "refusal" {
		bad("%s: is no line of who read what", what)
	}
	if textIn(what, line, "log") != log {
		bad("%s: is of another log", what)
	}
	var bytes bytes.Buffer
	canonical(&bytes, line)
	hash := fmt.Sprintf("%x", sha256.Sum256(append([]byte("atranka/access/v1\x00"), bytes.Bytes()...)))
	if textIn(what, object, "hash") != hash {
		bad("%s: does not have its hash", what)
	}
	return hash
}

// Of one application: its own lines, those that are neighbours in the chain following from one another.
func (p pack) checkSomeReadings(log string) {
	name := "logs/" + log + "/readings.jsonl"
	before, size, hash := int64(-1), int64(0), ""
	for i, text := range linesOf(p.files[name]) {
		what := fmt.Sprintf("%s:%d", name, i+1)
		object := objectOf(what, text)
		line := memberIn(what, object, "line")
		index := numberIn(what, line, "index", 0)
		what = fmt.Sprintf("%s reading %d", log, index)
		own := readingHash(what, log, object)
		previous, has := line["previous"].(string)
		if textIn(what, line, "object") != p.about.stream {
			bad("%s: is of something else than the pack", what)
		}
		if index <= before || numberIn(what, line, "size", 0) < size {
			bad("%s: is not where it belongs", what)
		}
		if has != (index > 0) || has && !hex32.MatchString(previous) {
			bad("%s: names no line before it", what)
		}
		if index > 0 && before == index-1 && previous != hash {
			bad("%s: does not follow from the one before it", what)
		}
		before, size, hash = index, numberIn(what, line, "size", 0), own
	}
}

// Who read what: each line follows from the one before it, up to every head that the instance log has.
func (p pack) checkReadings(log string) {
	hashes := []string{}
	size := int64(0)
	for i, text := range linesOf(p.files["logs/"+log+"/readings.jsonl"]) {
		what := fmt.Sprintf("%s reading %d", log, i)
		object := objectOf(what, text)
		line := memberIn(what, object, "line")
		if textIn(what, line, "log") != log || numberIn(what, line, "index", 0) != int64(i) {
			bad("%s: is not where it belongs", what)
		}
		if previous, has := line["previous"]; has != (i > 0) || has && previous != hashes[i-1] {
			bad("%s: does not follow from the one before it", what)
		}
		hashes = append(hashes, readingHash(what, log, object))
		if numberIn(what, line, "size", 0) < size {
			bad("%s: saw fewer entries than the one before it", what)
		}
		size = numberIn(what, line, "size", 0)
	}
	for _, h := range p.readings {
		if h.log == log && (h.size > int64(len(hashes)) || hashes[h.size-1] != h.hash) {
			bad("%s: the head of %d readings of %s that stands in it is not that of the chain", h.what, h.size, log)
		}
	}
}

func (p pack) logOf(h head) *packLog {
	for _, of := range p.logs {
		if of.head.place() == h.place() {
			return of
		}
	}
	bad("the pack has no log %s", h.origin)
	return nil
}

func (p pack) checkHead(file string, keys []key) {
	h := headOf(file, contents(file), keys)
	of := p.logOf(h)
	if h.size > of.head.size {
		bad("%s had %d entries, and the pack has %d", h.origin, h.size, of.head.size)
	}
	if p.about != nil && h.size == of.head.size && h.root != of.head.root {
		bad("%s: has another root", h.origin)
	}
	if h.size == 0 || p.about != nil { // the leaves between are withheld
		return
	}
	proof, err := tlog.ProveTree(of.head.size, h.size, of.tree)
	if err != nil || tlog.CheckTree(proof, of.head.size, of.head.root, h.size, h.root) != nil {
		bad("%s: the pack is not grown from its head of %d entries", h.origin, h.size)
	}
}

func (p pack) checkReceipt(file string, keys []key) {
	r := receiptOf(file, contents(file), keys, nil)
	of := p.logOf(r.head)
	n := r.index
	if p.about != nil {
		for n = 0; n < int64(len(of.places)) && of.places[n] != r.index; n++ {
		}
		if n == int64(len(of.places)) {
			return // withheld
		}
	}
	if n >= int64(len(of.leaves)) || of.leaves[n] != r.leaf {
		bad("%s entry %d is another one in the pack", r.head.origin, r.index)
	}
}

func run(arguments []string) {
	kind, file, keys := arguments[0], arguments[1], keysOf(arguments[2])
	options := map[string][]string{}
	for i := 3; i+1 < len(arguments); i += 2 {
		options[arguments[i]] = append(options[arguments[i]], arguments[i+1])
	}
	switch kind {
	case "receipt":
		receiptOf("receipt", contents(file), keys, options["--open"])
	case "tiles":
		checkTiles(file, keys)
	case "pack":
		p := readPack(file, keys)
		for _, head := range options["--head"] {
			p.checkHead(head, keys)
		}
		for _, receipt := range options["--receipt"] {
			p.checkReceipt(receipt, keys)
		}
	default:
		bad("there is no kind of evidence %s", kind)
	}
}

func main() {
	if len(os.Args) < 4 || len(os.Args)%2 != 0 {
		fmt.Fprintln(os.Stderr, "usage: verify receipt|tiles|pack FILE KEY [--open PART=FILE] [--head FILE] [--receipt FILE]")
		os.Exit(2)
	}
	defer func() {
		switch found := recover().(type) {
		case nil:
		case fault:
			fmt.Println("bad: " + found.reason)
			os.Exit(1)
		default:
			panic(found)
		}
	}()
	run(os.Args[1:])
	fmt.Println("ok")
}
