"""Static files in production: named by their content, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Named


class StaticFiles(Named):
    """A script that imports another imports it by that name too, never last week's."""

    support_js_module_import_aggregation = True
    # Only in static/js: the comments of a package show imports of files that are not there.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        Named._js_module_import_aggregation_patterns[1],
    )
