using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Letters;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>What of the external issuer opens one's own account. To link or to unlink asks for a proof: either would let somebody at an unlocked screen in, or the person out, for good.</summary>
internal sealed class ExternalLinksModel(ExternalLinks links, ExternalStart start, ProofAgain again, LetterQueue letters, IdentitySettings settings) : OwnAccountPage
{
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Of the link to take away.</summary>
    [BindProperty]
    public string? Issuer { get; set; }

    [BindProperty]
    public string? Subject { get; set; }

    /// <summary>What became of a link that was just asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public LinkOutcome? Outcome { get; set; }

    public IList<UserLoginInfo> Known { get; private set; } = [];

    public bool CanLink { get; private set; }

    public string? Told { get; private set; }

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        var name = settings.External?.DisplayName ?? "";
        switch (Outcome)
        {
            case LinkOutcome.Linked:
                Told = AccountTexts.Of("ExternalLinked", name);
                break;
            case LinkOutcome.OfAnother:
                Broken = [AccountTexts.Of("ExternalOfAnother", name)];
                break;
            case LinkOutcome.HasOne:
                Broken = [AccountTexts.Of("ExternalHasOne", name)];
                break;
        }

        return await ShowAsync(account);
    }

    public async Task<IActionResult> OnPostLinkAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (settings.External is null)
            return NotFound();
        if (await again.WrongAsync(account, Password) is not { } wrong)
            return await start.GoAsync(ExternalPurpose.Link, AccountPaths.ExternalLinks, User, HttpContext.RequestAborted);
        Broken = [wrong];
        return await ShowAsync(account);
    }

    public async Task<IActionResult> OnPostUnlinkAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (await again.WrongAsync(account, Password) is { } wrong)
        {
            Broken = [wrong];
            return await ShowAsync(account);
        }

        switch (await links.UnlinkAsync(account, Issuer ?? "", Subject ?? "", HttpContext.RequestAborted))
        {
            case WayRemoval.Done:
                Told = AccountTexts.Of("ExternalUnlinked");
                letters.TryAdd(LetterWanted.About(account, LetterKind.ExternalUnlinked, CultureInfo.CurrentUICulture.Name));
                break;
            case WayRemoval.IsLast:
                Broken = [AccountTexts.Of("LastWay")];
                break;
        }

        return await ShowAsync(account);
    }

    private async Task<IActionResult> ShowAsync(Accounts.Account account)
    {
        Known = await links.ListAsync(account);
        CanLink = settings.External is { } issuer && Known.All(link => link.LoginProvider != issuer.Issuer);
        return Page();
    }
}
