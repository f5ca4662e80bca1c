from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from vouchers.forms.voucher_terms import VoucherTermsForm
from vouchers.rules.codes import chosen_code
from vouchers.rules.customer_files import FileEntry, read_customer_file

# What somebody looks through, and what a request carries.
MOST_CODES = 10_000
MOST_LINES = 200_000
MOST_BYTES = 10 * 1024 * 1024


class OpenVouchersForm(VoucherTermsForm):
    """Vouchers for whoever has the code."""

    code = forms.CharField(
        label=gettext_lazy("Code of your own"),
        max_length=30,
        required=False,
        help_text=gettext_lazy(
            "For instance NOEL-2026. Empty: a code that nobody can guess."
        ),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many vouchers"),
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CODES)],
        help_text=gettext_lazy("Each with its own code."),
    )
    use_limit = forms.IntegerField(
        label=gettext_lazy("How often each may be used"),
        initial=1,
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text=gettext_lazy("By all together. Empty: no limit."),
    )
    uses_per_customer = forms.IntegerField(
        label=gettext_lazy("How often by one customer"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text=gettext_lazy("Empty: no limit."),
    )
    SECTIONS: ClassVar[list[tuple[StrOrPromise, list[str]]]] = [
        (
            gettext_lazy("For whoever has the code"),
            ["code", "count", "use_limit", "uses_per_customer"],
        ),
        *VoucherTermsForm.SECTIONS,
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody is known whom it could be proposed to.
        del self.fields["highlight"]

    def clean_code(self) -> str | None:
        typed = self.cleaned_data["code"]
        code = chosen_code(typed) if typed else None
        if typed and code is None:
            raise forms.ValidationError(
                _("A code is 3 to 30 letters without accents, digits and single hyphens.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("code") and said.get("count", 1) != 1:
            self.add_error("count", _("A code of your own is one voucher’s."))
        if said.get("partial") and said.get("use_limit") != 1:
            self.add_error(
                "partial", _("A remainder is left where it can be used once only.")
            )
        if said.get("budget") and said.get("use_limit") is None:
            self.add_error("use_limit", _("A budget needs a limit."))
        said["highlight"] = False
        return said

    @property
    def limits(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ["use_limit", "uses_per_customer"]
        }


class VoucherFileForm(VoucherTermsForm):
    """A voucher for each customer whom the file names."""

    file = forms.FileField(
        label=gettext_lazy("File of customers"),
        help_text=gettext_lazy(
            "CSV or text: one customer a line, by e-mail address or by id in the shop."
            " Nothing is made before you have seen whom it names."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    SECTIONS: ClassVar[list[tuple[StrOrPromise, list[str]]]] = [
        (gettext_lazy("For whom"), ["file"]),
        *VoucherTermsForm.SECTIONS,
    ]

    @property
    def file_name(self) -> str:
        file = self.files["file"]
        assert not isinstance(file, list), "one field, one file"
        return file.name or ""

    def clean_file(self) -> list[FileEntry]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 10 MB at most."))
        entries = read_customer_file(file.read())
        if len(entries) > MOST_LINES:
            raise forms.ValidationError(_("This file is too long: 200,000 lines at most."))
        return entries
