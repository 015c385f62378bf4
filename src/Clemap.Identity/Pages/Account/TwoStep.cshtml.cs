using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.Letters;
using Clemap.Identity.SecondFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Switches the second factor on and off, each time with a proof, and gives new recovery codes.</summary>
internal sealed class TwoStepModel(SecondFactors factors, ProofAgain again, SignInManager<Accounts.Account> signIn, LetterQueue letters) : OwnAccountPage
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Offer { get; set; }

    public bool IsOn { get; private set; }

    public int Left { get; private set; }

    public string Picture { get; private set; } = "";

    public string Secret { get; private set; } = "";

    /// <summary>Shown this once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await OwnAsync() is { } account ? await ShowAsync(account) : Challenge();

    public Task<IActionResult> OnPostOnAsync() => WithPasswordAsync(async account =>
    {
        if (account.TwoFactorEnabled)
            return;
        var secret = factors.Read(account, Offer);
        if (secret is null || await factors.SwitchOnAsync(account, secret, Code ?? "", HttpContext.RequestAborted) is not { } codes)
        {
            Broken = [AccountTexts.Of("CodeFailed")];
            return;
        }
        RecoveryCodes = codes;
        letters.TryAdd(LetterWanted.About(account, LetterKind.SecondFactorOn, CultureInfo.CurrentUICulture.Name));
        await signIn.RefreshSignInAsync(account);
    });

    public Task<IActionResult> OnPostOffAsync() => WithPasswordAsync(async account =>
    {
        await factors.SwitchOffAsync(account, HttpContext.RequestAborted);
        letters.TryAdd(LetterWanted.About(account, LetterKind.SecondFactorOff, CultureInfo.CurrentUICulture.Name));
        await signIn.RefreshSignInAsync(account);
    });

    public Task<IActionResult> OnPostCodesAsync() => WithPasswordAsync(async account =>
    {
        if (account.TwoFactorEnabled)
            RecoveryCodes = await factors.RenewRecoveryCodesAsync(account, HttpContext.RequestAborted);
    });

    private async Task<IActionResult> WithPasswordAsync(Func<Accounts.Account, Task> change)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (await again.WrongAsync(account, Password) is { } wrong)
            Broken = [wrong];
        else
            await change(account);
        return await ShowAsync(account);
    }

    // An offer that is still good is kept, so that a mistyped code needs no second scan.
    private async Task<IActionResult> ShowAsync(Accounts.Account account)
    {
        IsOn = account.TwoFactorEnabled;
        if (IsOn)
        {
            Left = await factors.RecoveryCodesLeftAsync(account, HttpContext.RequestAborted);
            return Page();
        }
        var secret = factors.Read(account, Offer);
        if (secret is null)
            (secret, Offer) = factors.Offer(account);
        Secret = string.Join(' ', OneTimeCodes.Readable(secret).Chunk(4).Select(part => new string(part)));
        Picture = QrPicture.Of(OneTimeCodes.AddressOf(secret, account.Email!), AccountTexts.Of("TwoStepPicture"));
        return Page();
    }
}
