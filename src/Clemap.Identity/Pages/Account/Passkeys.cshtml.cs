using System.Buffers.Text;
using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Letters;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>The person's passkeys. To add one asks for a proof: it would let somebody at an unlocked screen in for good.</summary>
[OwnPasswordsOnly]
internal sealed class PasskeysModel(Passkeys.Passkeys passkeys, ProofAgain again, LetterQueue letters) : OwnAccountPage
{
    /// <summary>Of a passkey, as in <see cref="IdOf"/>.</summary>
    [BindProperty]
    public string? Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What the browser made, as JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public IReadOnlyList<UserPasskeyInfo> Known { get; private set; } = [];

    public string? Told { get; private set; }

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    public Task<IActionResult> OnGetAsync() => WithAsync(_ => Task.CompletedTask);

    /// <summary>For the script: what the browser is to make, or a sentence that says what is wrong.</summary>
    public async Task<IActionResult> OnPostOptionsAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        return await WrongAsync(account) is { } wrong ? BadRequest(wrong) : Content(await passkeys.OfferAsync(account), "application/json");
    }

    public Task<IActionResult> OnPostAddAsync() => WithAsync(async account =>
    {
        if (await WrongAsync(account) is { } wrong)
            Broken = [wrong];
        else if (Credential is not { Length: > 0 } made || !await passkeys.AddAsync(account, Name!.Trim(), made, HttpContext.RequestAborted))
            Broken = [AccountTexts.Of("PasskeyFailed")];
        else
            Tell(account, "PasskeyAdded", LetterKind.PasskeyAdded);
    });

    public Task<IActionResult> OnPostRenameAsync() => WithAsync(async account =>
    {
        if (!IsName(Name))
            Broken = [AccountTexts.Of("PasskeyNameWrong")];
        else if (IdBytes() is { } id)
            await passkeys.RenameAsync(account, id, Name!.Trim());
    });

    public Task<IActionResult> OnPostRemoveAsync() => WithAsync(async account =>
    {
        var removal = IdBytes() is { } id ? await passkeys.RemoveAsync(account, id, HttpContext.RequestAborted) : WayRemoval.Unknown;
        if (removal == WayRemoval.Done)
            Tell(account, "PasskeyRemoved", LetterKind.PasskeyRemoved);
        else if (removal == WayRemoval.IsLast)
            Broken = [AccountTexts.Of("LastWay")];
    });

    private async Task<IActionResult> WithAsync(Func<Accounts.Account, Task> change)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        await change(account);
        Known = await passkeys.ListAsync(account);
        return Page();
    }

    private async Task<string?> WrongAsync(Accounts.Account account)
    {
        if (!IsName(Name))
            return AccountTexts.Of("PasskeyNameWrong");
        if (await again.WrongAsync(account, Password) is { } wrong)
            return wrong;
        return (await passkeys.ListAsync(account)).Count >= Passkeys.Passkeys.Most ? AccountTexts.Of("PasskeyMost") : null;
    }

    private void Tell(Accounts.Account account, string sentence, LetterKind letter)
    {
        Told = AccountTexts.Of(sentence);
        letters.TryAdd(LetterWanted.About(account, letter, CultureInfo.CurrentUICulture.Name));
    }

    private byte[]? IdBytes() => Base64Url.IsValid(Id) ? Base64Url.DecodeFromChars(Id) : null;

    private static bool IsName(string? name) => name?.Trim() is { Length: > 0 and <= Passkeys.Passkeys.LongestName } trimmed && !trimmed.Any(char.IsControl);
}
