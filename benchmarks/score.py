#!/usr/bin/env python3
"""Score an extracted indicators.parquet against gold annotations.

usage: score.py INDICATORS.parquet GOLD_DIR [--errors N] [--json]

GOLD_DIR holds one NAME.jsonl for each annotated document NAME.txt (format: gold/GUIDE.md).
A row and a gold line meet where the row's [start, end) covers the gold number's first character.

  quantity   value and unit are right (P, R, F1): a row that meets no gold indicator is a false positive, so
             is a second row for the same number, and a row inside a passage that only repeats an earlier one;
             rows on a gold `qualifier` are not counted
  fields     of the rows whose quantity is right: how many have each of measure, region, year, bound, status
             and terms right
  row        quantity and all six fields right (P, R, F1): what an analyst can use without touching it
  key        share of rows whose document, region, period, metric, measure, status and unit no row with
             another value has
  pairs      of the pairs of numbers in pairs.jsonl that speak of one metric in two reports: how many share
             their metric id
"""

import argparse
import collections
import json
import pathlib
import sys

import pyarrow.parquet as pq

FIELDS = ("measure", "region", "year", "bound", "status", "terms")
KEY = ("document", "region", "period", "metric", "measure", "status", "unit")
MAX_NAME, MAX_SUBJECT = 30, 40  # characters: a name is a name, not the sentence


def close(a, b):
    return a is not None and b is not None and abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def terms_hold(row, terms):
    name, subject = row.get("metric_name") or "", row.get("subject") or ""
    if len(name) > MAX_NAME or len(subject) > MAX_SUBJECT:
        return False
    label = name + "\n" + subject
    return all(any(alt in label for alt in term.split("|")) for term in terms or [])


def field_holds(field, row, gold):
    if field == "terms":
        return terms_hold(row, gold.get("terms"))
    want = gold.get(field)
    if want is None:
        return True
    got = row.get(field)
    if field == "measure":  # "share|level": either reading is fair
        return row.get(field) in want.split("|")
    if field == "region":
        return bool(got) and (got == want or got.endswith(want))
    return got == want


def quantity_holds(row, gold):
    if not close(row.get("value"), gold["value"]):
        return False
    if gold.get("value_high") is not None and not close(row.get("value_high"), gold["value_high"]):
        return False
    return gold.get("unit") is None or row.get("unit") == gold["unit"]


def ratio(hit, out_of):
    return hit / out_of if out_of else 0.0


def prf(tp, n_rows, n_gold):
    p, r = ratio(tp, n_rows), ratio(tp, n_gold)
    return {"P": round(p, 4), "R": round(r, 4), "F1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("parquet"), ap.add_argument("gold")
    ap.add_argument("--errors", type=int, default=0, help="print the first N errors of each kind")
    ap.add_argument("--json", action="store_true")
    args = ap.parse_args()

    rows = pq.read_table(args.parquet).to_pylist()
    by_doc = collections.defaultdict(list)
    for row in rows:
        by_doc[pathlib.PurePosixPath(row["document"]).name.removesuffix(".txt")].append(row)

    n_gold = n_rows = quantity = whole = 0
    fields = collections.Counter()
    errors = collections.defaultdict(list)
    per_doc = {}
    docs = sorted(p for p in pathlib.Path(args.gold).glob("*.jsonl") if p.stem not in ("pairs", "numeric"))
    if not docs:
        sys.exit(f"no *.jsonl in {args.gold}")
    for path in docs:
        name = path.stem
        lines = [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines() if x.strip()]
        head = next((x for x in lines if "range" in x), None)
        lo, hi = head["range"] if head else (0, float("inf"))
        gold = sorted((x for x in lines if "at" in x), key=lambda x: x["at"])
        doc_rows = sorted((r for r in by_doc.get(name, []) if lo <= r["start"] < hi), key=lambda r: r["start"])
        taken, d_rows, d_tp, d_whole = set(), 0, 0, 0
        for row in doc_rows:
            met = [g for g in gold if row["start"] <= g["at"] < row["end"]]
            if met and all(g["role"] == "qualifier" for g in met):
                continue
            d_rows += 1
            free = [g for g in met if g["role"] == "indicator" and g["at"] not in taken]
            hit = next((g for g in free if quantity_holds(row, g)), None)
            if hit is None:
                kind = (
                    "wrong quantity"
                    if free
                    else "second row"
                    if any(g["role"] == "indicator" for g in met)
                    else "false positive"
                )
                errors[kind].append(
                    (
                        name,
                        row.get("raw"),
                        row.get("value"),
                        row.get("unit"),
                        row.get("subject"),
                        [g["text"] for g in met],
                    )
                )
                continue
            taken.add(hit["at"])
            d_tp += 1
            bad = [f for f in FIELDS if not field_holds(f, row, hit)]
            for f in FIELDS:
                fields[f] += f not in bad
            for f in bad:
                got = (row.get("metric_name"), row.get("subject")) if f == "terms" else row.get(f)
                errors[f].append((name, hit["text"], "want", hit.get(f), "got", got))
            d_whole += not bad
        want = [g for g in gold if g["role"] == "indicator"]
        for g in want:
            if g["at"] not in taken:
                errors["missed"].append((name, g["at"], g["text"], g["terms"]))
        per_doc[name] = {
            "gold": len(want),
            "rows": d_rows,
            "quantity": prf(d_tp, d_rows, len(want))["F1"],
            "row": prf(d_whole, d_rows, len(want))["F1"],
        }
        n_gold += len(want)
        n_rows += d_rows
        quantity += d_tp
        whole += d_whole

    values = collections.defaultdict(set)

    def key(row):
        return tuple(row.get(k) for k in KEY)

    for r in rows:
        values[key(r)].add(r["value"])
    clear = ratio(sum(len(values[key(r)]) == 1 for r in rows), len(rows))

    pairs_path, pairs = pathlib.Path(args.gold) / "pairs.jsonl", None
    if pairs_path.exists():

        def metric_at(doc, at):
            return next((r["metric"] for r in by_doc.get(doc, []) if r["start"] <= at < r["end"]), None)

        wanted = [json.loads(x) for x in pairs_path.read_text(encoding="utf-8").splitlines() if x.strip()]
        met = [(p, metric_at(*p["a"][:2]), metric_at(*p["b"][:2])) for p in wanted]
        pairs = f"{sum(a is not None and a == b for _, a, b in met)}/{len(met)}"
        for p, a, b in met:
            if a is None or a != b:
                errors["pairs"].append((p["metric"], p["a"][2], a, p["b"][2], b))
    result = {
        "gold": n_gold,
        "rows": n_rows,
        "quantity": prf(quantity, n_rows, n_gold),
        "fields": {f: round(ratio(fields[f], quantity), 4) for f in FIELDS},
        "row": prf(whole, n_rows, n_gold),
        "key": round(clear, 4),
        "pairs": pairs,
        "documents": per_doc,
    }
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for kind, found in errors.items():
        if args.errors:
            print(f"-- {kind}: {len(found)}")
            for e in found[: args.errors]:
                print("   ", *e)
    for name, d in per_doc.items():
        print(f"{name}: {d}")
    for name in ("quantity", "fields", "row", "key", "pairs"):
        print(f"{name:8} {result[name]}")


if __name__ == "__main__":
    main()
