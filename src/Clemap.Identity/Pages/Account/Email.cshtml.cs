using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.Letters;
using Clemap.Platform.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Clemap.Identity.Pages.Account;

/// <summary>Asks for a letter to a new address; the address changes when its link is followed. Whether somebody else has it already is not told.</summary>
internal sealed class EmailModel(ProofAgain again, LetterQueue letters, LetterLimits limits) : OwnAccountPage
{
    [BindProperty, Required, MaxLength(256)]
    public string Email { get; set; } = "";

    [BindProperty]
    public string? Password { get; set; }

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public bool Asked { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (!ModelState.IsValid || !MailAddresses.IsOne(Email.Trim()))
            return Refused("EmailWrong");
        if (limits.WaitFor(Email, HttpContext.Connection.RemoteIpAddress) is { } wait)
        {
            Broken = [AccountTexts.Of("TooOften")];
            return TooOften(wait);
        }
        if (await again.WrongAsync(account, Password) is { } wrong)
        {
            Broken = [wrong];
            return Page();
        }
        if (!letters.TryAdd(new LetterWanted(LetterKind.ChangeEmail, account.Id, Email.Trim(), CultureInfo.CurrentUICulture.Name)))
        {
            Broken = [AccountTexts.Of("TooOften")];
            return TooOften(TimeSpan.FromMinutes(1));
        }
        Asked = true;
        return Page();
    }

    private PageResult Refused(string sentence)
    {
        Broken = [AccountTexts.Of(sentence)];
        return Page();
    }
}
