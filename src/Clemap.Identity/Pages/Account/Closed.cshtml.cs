using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>In place of the pages of passwords and passkeys, where people sign in at an external issuer only.</summary>
[AllowAnonymous]
internal sealed class ClosedModel(IdentitySettings settings) : AccountPage
{
    public IActionResult OnGet() => settings.OwnPasswords ? NotFound() : PageWith(StatusCodes.Status403Forbidden);
}
