"""The permissions that pages of vouchers ask for."""

MAKE = "vouchers.add_voucher"
CANCEL = "vouchers.cancel_voucher"
COUNT = "vouchers.view_voucher_statistics"
OFFER = "vouchers.add_cartoffer"
GUARD = "vouchers.add_marginguard"
