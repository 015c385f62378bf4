using Microsoft.AspNetCore.Authorization;

namespace Clemap.Identity.Pages.Account;

[AllowAnonymous]
internal sealed class DeniedModel : AccountPage;
