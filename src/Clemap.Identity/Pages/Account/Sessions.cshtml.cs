using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Where the person is signed in, with a way to end it, and who tried to sign in to the account.</summary>
internal sealed class SessionsModel(Sessions.Sessions sessions, SignInJournal journal, AccountSignIn signIn) : OwnAccountPage
{
    private const int LastPage = 10_000;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [BindProperty(SupportsGet = true, Name = "nr")]
    public int Number { get; set; } = 1;

    /// <summary>Of the sign-in to end.</summary>
    [BindProperty]
    public Guid Session { get; set; }

    public Guid? Here { get; private set; }

    public IReadOnlyList<SessionRow> Standing { get; private set; } = [];

    public IReadOnlyList<SignInRow> Entries { get; private set; } = [];

    public bool More { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        Number = Math.Clamp(Number, 1, LastPage);
        Here = SessionWatch.SessionOf(User);
        Standing = await sessions.ListAsync(account, cancellationToken);
        (Entries, More) = await journal.PageAsync(account.Id, Number, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        await signIn.EndAsync(account.Id, Session);
        return LocalRedirect(AccountPaths.Sessions);
    }

    public async Task<IActionResult> OnPostEverywhereAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        await sessions.EndAllAsync(account.Id, CancellationToken.None);
        await signIn.SignOutAsync();
        return LocalRedirect(AccountPaths.Login);
    }

    /// <summary>In Swiss time.</summary>
    public static string Moment(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, Zone).ToString("dd.MM.yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Browser and address, as far as known.</summary>
    public static string Place(string browser, string address) =>
        string.Join(" · ", new[] { browser.Length > 0 ? browser : AccountTexts.Of("UnknownBrowser"), address }.Where(part => part.Length > 0));
}
