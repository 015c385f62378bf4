using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

internal sealed class LoginModel(SignInAttempt attempt) : AccountPage
{
    [BindProperty, Required, MaxLength(256)]
    public string Email { get; set; } = "";

    // A longer one would only keep the processor busy.
    [BindProperty, Required, MaxLength(256)]
    public string Password { get; set; } = "";

    public bool Failed { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid && await attempt.SucceedsAsync(Email.Trim(), Password, HttpContext.Connection.RemoteIpAddress))
            return LocalRedirect(Afterwards);
        Failed = true;
        return Page();
    }
}
