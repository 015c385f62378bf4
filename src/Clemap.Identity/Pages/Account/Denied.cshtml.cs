namespace Clemap.Identity.Pages.Account;

internal sealed class DeniedModel : AccountPage;
