"""The formats of grund.formats as template filters; available in every template."""

from django import template

from grund import formats

register = template.Library()

register.filter("tal", formats.number)
register.filter("siffror", formats.significant)
register.filter("dag", formats.day)
register.filter("tidpunkt", formats.moment)
