"""Which files a command writes, deletes and prints."""

from __future__ import annotations

import pytest

from memplug.digest import touched


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > src/a.py <<'EOF'\nx\nEOF", ("src/a.py",)),
        ("cat <<EOF > 'a b.txt'\nx\nEOF", ("a b.txt",)),
        ("cat >> log.md << X\n1\nX", ("log.md",)),
        ("tee conf.toml <<EOF\nEOF", ("conf.toml",)),
        ("sed -i 's/a/b/' src/x.go", ("src/x.go",)),
        ("sed -i '' -e 's/a/b/' x.go", ("x.go",)),
        ("cat > /dev/null <<E\nE", ()),
        ("sed -n 1,5p x.go", ()),
        ("python - <<E\nE", ()),
        ("cat > a.py <<'E'\nopen('x','w')\nE", ("a.py",)),
        ("cat > a.py <<'E'\nopen('x','w')\nE\necho y > b.txt", ("a.py", "b.txt")),
        ("git commit -m \"$(cat <<'E'\necho x > y.txt\nE\n)\"", ()),
        ("git commit -m \"open('x', 'w') is gone\"", ()),
        ("cat <<E | python -\nopen('x','w')\nE", ("x",)),
        ("bash <<E\necho x > y.txt\nE", ("y.txt",)),
        ("sed -i 's/a/b/g' src/*.py", ()),
        ("sed -E -i.bak 's/a/b/g' x.py && make", ("x.py",)),
        ("echo a << b\necho c > d", ("d",)),
        ("echo a\nmake > build.log", ()),
    ],
)
def test_files_that_a_command_writes(command, expected):
    assert touched.written(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat src/a.py", ("src/a.py",)),
        ("sed -n '1,60p' x.ps1", ("x.ps1",)),
        ("head -n 20 README.md", ("README.md",)),
        ("cat a b", ()),
        ("ls src", ()),
    ],
)
def test_files_that_a_command_prints(command, expected):
    assert touched.looked_at(command) == expected


SCRIPTS = {
    "python3 - <<'PY'\nimport pathlib\np = pathlib.Path(\"Dockerfile\")\np.write_text(p.read_text())\nPY": (
        "Dockerfile",
    ),
    "python - <<E\ns=open('a.py').read()\nopen('b.py','w',newline='').write(s)\nE": ("b.py",),
    "python -c \"open('a.txt', mode='a').write('x')\"": ("a.txt",),
    "python -c \"print(open('a.txt').read())\"": (),
    "python - <<E\nfrom pathlib import Path\nprint(Path('a').read_text())\nE": (),
    "node -e \"fs.writeFileSync('a.json', x)\"": ("a.json",),
    "(Get-Content a.ps1) -replace 'x','y' | Set-Content a.ps1": ("a.ps1",),
    "echo x | Out-File -FilePath 'b c.txt'": ("b c.txt",),
    "perl -pi -e 's/a/b/' x.rb": ("x.rb",),
    "perl -e 'print 1' x.rb": (),
    "cd src && cat > a.py <<E\nE": ("src/a.py",),
    "cd /p/src\nsed -i 's/a/b/' x.go": ("/p/src/x.go",),
    "cd src && cat > /q/a.py <<E\nE": ("/q/a.py",),
    "cat > $S/msg.txt <<E\nE": (),
    "python3 - <<'E'\np='src/a.ts'\ns=open(p).read()\nopen(p,'w').write(s)\np = 'b.md'\nopen(p, 'w').write(s)\nE": (
        "src/a.ts",
        "b.md",
    ),
    "python3 - <<'E'\np='a.json'; q='b.json'\njson.dump(x,open(p,'w'),indent=1)\nprint(open(q).read())\nE": ("a.json",),
    "python3 - <<'E'\nfrom pathlib import Path\nout = Path('a.txt')\nout.write_text('x')\nE": ("a.txt",),
    "python3 - <<'E'\np='a' + name\nopen(p,'w').write(s)\nE": (),
    "node - <<E\nconst file = 'a.json';\nfs.writeFileSync(file, x);\nE": ("a.json",),
}


@pytest.mark.parametrize(("command", "expected"), SCRIPTS.items(), ids=str)
def test_files_that_a_script_in_a_command_writes(command, expected):
    assert touched.written(command) == expected


def test_a_file_that_is_printed_in_another_folder():
    assert touched.looked_at("cd src && cat a.py | head -5") == ("src/a.py",)
    assert touched.looked_at("cat a.py; make") == ()


REMOVED = {
    "git rm --cached .env": (),
    "git rm -n a.py": (),
    "git rm -rn a": (),
    "git rm --dry-run a.py": (),
    "git rm -r a": ("a",),
    "test -f a.py || rm b.py": (),
    "make || git rm b.py; rm c.py": ("c.py",),
    "rm 'a b.py' \"c d.py\" e": ("a b.py", "c d.py", "e"),
}


@pytest.mark.parametrize(("command", "paths"), REMOVED.items())
def test_only_what_is_surely_deleted_is_told(command, paths):
    assert touched.removed(command) == paths
