# make test   set up everything and run all tests
# make demo   set up everything, refine a sample scene (or DSM=path) and show what it gained
# make lint   ruff and mypy (make mypy: that alone)
# make test-debian RELEASE=trixie   all tests on that release's QGIS, Python, numpy and PyTorch (as root)
# make translations   bring resources/i18n up to date with the code
# make pictures   the README's pictures of QGIS desktop, into resources/demo
# make package   build/roofline.zip for QGIS's "Install from ZIP" and for plugins.qgis.org
# make check     make package, then the plugin repository's scans (bandit, detect-secrets) over what is in the zip

PYTHON := .venv/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -q
PACKAGES := qgis python3-qgis python3-gdal python3-numpy python3-scipy python3-matplotlib python3-venv xvfb xauth git
PYTEST := tests
RELEASE := trixie

.PHONY: setup system test test-debian demo pictures lint mypy translations package check clean

setup: .venv/.ready

.venv/.ready: tests/requirements.txt
	$(MAKE) --no-print-directory system
	[ -x $(PYTHON) ] || /usr/bin/python3 -m venv --system-site-packages .venv
	@echo "Installing PyTorch and the test tools into .venv (minutes)"
	@$(PYTHON) -m pip install -q --disable-pip-version-check -r tests/requirements.txt
	touch $@

system:
	@if [ -x /usr/bin/qgis_process.bin ] && command -v xvfb-run >/dev/null && command -v xauth >/dev/null \
	  && /usr/bin/python3 -c "import qgis, osgeo.gdal_array, scipy, matplotlib, ensurepip" 2>/dev/null; then :; else \
	  $(APT) update && $(APT) install -y --no-install-recommends $(PACKAGES); fi

# Tests of the desktop that measure how long its windows wait have the machine for themselves.
test: setup
ifeq ($(PYTEST),tests)
	$(PYTHON) -m pytest -n 2 --dist loadfile tests -m "not alone"
	$(PYTHON) -m pytest tests/desktop -m alone
else
	$(PYTHON) -m pytest $(PYTEST)
endif

test-debian:
	command -v debootstrap >/dev/null || { $(APT) update && $(APT) install -y --no-install-recommends debootstrap; }
	$(SUDO) tests/debian/run.sh $(RELEASE) $(PYTEST)

demo: setup
	$(PYTHON) resources/demo/run.py $(if $(DSM),--dsm "$(DSM)") $(if $(MODEL),--model "$(MODEL)")

pictures: setup
	$(PYTHON) tests/desktop/pictures.py

lint: setup
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && $(MAKE) --no-print-directory mypy

mypy:
	.venv/bin/mypy

translations:
	command -v lrelease >/dev/null || { $(APT) update && $(APT) install -y --no-install-recommends qttools5-dev-tools; }
	/usr/bin/python3 resources/i18n/update.py

package:
	mkdir -p build && git archive --prefix=roofline/ -o build/roofline.zip HEAD && ls -l build/roofline.zip

check: setup package
	rm -rf build/scan && mkdir build/scan && cd build/scan && unzip -q ../roofline.zip
	.venv/bin/bandit -q -r build/scan/roofline
	cd build/scan/roofline && $(CURDIR)/.venv/bin/detect-secrets scan --all-files | tee ../secrets.json | grep -q '"results": {}' \
	  || { cat ../secrets.json; exit 1; }

clean:
	rm -rf build
