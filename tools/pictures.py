"""Take the pictures of the documentation anew: of the page of `seeds/`, in Chromium (INDICATORS_CHROMIUM names it).

python tools/pictures.py
"""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import indicators
from indicators import batch, dashboard
from indicators.overview import overview

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    path = os.environ.get("INDICATORS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tables, file = Path(folder) / "out", Path(folder) / "report.html"
        batch.save(batch.extract(ROOT / "seeds"), tables)
        file.write_bytes(dashboard.page(overview(tables, reports=ROOT / "seeds", audited=True)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 1240})
        page.goto(file.as_uri())
        page.screenshot(path=ROOT / "docs" / "charts.png", animations="disabled")
        page.set_viewport_size({"width": 1280, "height": 760})
        page.fill("#search", "脱贫 人口")
        page.locator("#count", has_text="/").wait_for()
        page.locator(".rows tbody tr[data-row]", has_text="脱贫人口人均纯收入").first.click()
        page.evaluate("document.activeElement.blur(), document.getElementById('rows').scrollIntoView()")
        page.screenshot(path=ROOT / "docs" / "report.png", animations="disabled")
        file.write_text(indicators.read_report(ROOT / "seeds" / "004_79d4da4845f265e2.txt").to_html(), "utf-8")
        page.set_viewport_size({"width": 1100, "height": 560})
        page.goto(file.as_uri())
        page.get_by_text("(四)坚决落实帮扶责任").scroll_into_view_if_needed()
        page.evaluate("scrollBy(0, 300)")
        page.screenshot(path=ROOT / "docs" / "show.png", animations="disabled")
        browser.close()


if __name__ == "__main__":
    main()
