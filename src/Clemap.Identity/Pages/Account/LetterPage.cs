using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Clemap.Identity.Letters;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>A page on which anybody may ask for a letter. It neither looks the address up nor waits, so that known and unknown ones get the same answer in the same time.</summary>
internal abstract class LetterPage(LetterQueue letters, LetterLimits limits, LetterKind kind) : AccountPage
{
    [BindProperty, Required, MaxLength(256)]
    public string Email { get; set; } = "";

    public bool Asked { get; private set; }

    public bool WasTooOften { get; private set; }

    public IActionResult OnPost()
    {
        if (!ModelState.IsValid)
            return Page();
        if (limits.WaitFor(Email, HttpContext.Connection.RemoteIpAddress) is { } wait)
        {
            WasTooOften = true;
            return TooOften(wait);
        }
        if (!letters.TryAdd(new LetterWanted(kind, Account: null, Email.Trim(), CultureInfo.CurrentUICulture.Name)))
        {
            WasTooOften = true;
            return TooOften(TimeSpan.FromMinutes(1));
        }
        Asked = true;
        return Page();
    }
}
