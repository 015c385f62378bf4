using Clemap.Identity.ExternalSignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Says why the external sign-in signed nobody in.</summary>
[AllowAnonymous]
internal sealed class ExternalFailedModel(IdentitySettings settings) : AccountPage
{
    /// <summary>One of <see cref="ExternalFailure"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Why { get; set; }

    public IActionResult OnGet()
    {
        if (settings.External is null)
            return NotFound();
        if (Why is not (ExternalFailure.Declined or ExternalFailure.Unavailable or ExternalFailure.Stale))
            Why = ExternalFailure.Refused;
        return PageWith(Why == ExternalFailure.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden);
    }
}
