from django.urls import path

from connectors.oscar.shop_side import views

urlpatterns = [
    path("about/", views.about),
    path("vouchers/", views.vouchers),
    path("vouchers/<int:pk>/", views.voucher),
    path("<slug:kind>/", views.listed),
    path("<slug:kind>/ids/", views.ids),
    path("<slug:kind>/<str:name>/", views.one),
]
