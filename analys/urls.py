from django.urls import path

from analys.pages.views import files
from analys.pages.views import key_figures as catalogue
from analys.pages.views import municipalities as pages

app_name = "analys"
urlpatterns = [
    path("kommuner/", pages.municipalities, name="municipalities"),
    path("kommuner/<str:slug>/", pages.municipality, name="municipality"),
    path("kommuner/<str:slug>/<str:area>/", pages.service_area, name="service_area"),
    path(
        "kommuner/<str:slug>/<str:area>/<slug:picture>.<slug:kind>",
        files.of_area,
        name="area_file",
    ),
    path("nyckeltal/", catalogue.kpis, name="kpis"),
    path("nyckeltal/<str:kpi>/", catalogue.kpi, name="kpi"),
    path("nyckeltal/<str:kpi>/<slug:picture>.<slug:kind>", files.of_kpi, name="kpi_file"),
]
