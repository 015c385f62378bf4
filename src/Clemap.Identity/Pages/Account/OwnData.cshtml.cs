using Clemap.Identity.Accounts;
using Clemap.Identity.OwnData;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Clemap.Identity.Pages.Account;

/// <summary>What is stored about the person, to take along, and the end of the account. Both ask for a proof.</summary>
internal sealed class OwnDataModel(ProofAgain again, OwnDataCopy copy, AccountErasure erasure, AccountSignIn signIn) : OwnAccountPage
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public bool IsMeant { get; set; }

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public bool IsErased { get; private set; }

    public async Task<IActionResult> OnPostCopyAsync(CancellationToken cancellationToken)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (await again.WrongAsync(account, Password) is { } wrong)
            return Refused(wrong);
        Response.ContentType = "application/json; charset=utf-8";
        Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "clemap-account.json" }.ToString();
        await copy.WriteAsync(Response.BodyWriter, account, cancellationToken);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostEraseAsync(CancellationToken cancellationToken)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (await again.WrongAsync(account, Password) is { } wrong)
            return Refused(wrong);
        if (!IsMeant)
            return Refused(AccountTexts.Of("EraseNotMeant"));
        if (await erasure.EraseAsync(account, cancellationToken) is { Count: > 0 } orphaned)
            return Refused([.. orphaned.Select(organisation => AccountTexts.Of("EraseLastOwner", organisation))]);
        await signIn.SignOutAsync();
        IsErased = true;
        return Page();
    }

    private Microsoft.AspNetCore.Mvc.RazorPages.PageResult Refused(params string[] sentences)
    {
        Broken = sentences;
        return Page();
    }
}
