"""The expression language of ODK XForms: XPath 1.0 with the functions and date rules of the ODK specification."""

from fieldaudit.checklist.xpath.compiler import Code, compile_expression
from fieldaudit.checklist.xpath.context import Context, Environment
from fieldaudit.checklist.xpath.parser import ExpressionError, parse

__all__ = ["Code", "Context", "Environment", "ExpressionError", "compile_expression", "parse"]
