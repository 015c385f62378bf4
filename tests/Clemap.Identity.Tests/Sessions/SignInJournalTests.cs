using System.Net;
using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Clemap.Identity.Sessions;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Identity.Tests.Sessions;

public sealed class SignInJournalTests(IdentityFixture fixture)
{
    private static readonly Caller Somewhere = new("Firefox, Windows", "192.0.2.7");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_try_is_written_down_and_no_secret_with_it()
    {
        const string wrong = "a wrong password that nobody may read";
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SignInAsync(email, wrong, Cancel)).Dispose();
        (await visitor.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        var entries = await EntriesAsync(id);
        entries.Select(entry => entry.Result).ShouldBe([SignInResults.SignedIn, SignInResults.WrongPassword]);
        entries.ShouldAllBe(entry => entry.Address == "127.0.0.1" && entry.Browser == "");

        var html = WebUtility.HtmlDecode(await visitor.Http.GetStringAsync(new Uri(AccountPaths.Sessions, UriKind.Relative), Cancel));
        html.ShouldContain("<strong>Falsches Passwort</strong>");
        html.ShouldContain("Unbekanntes Programm · 127.0.0.1");
        html.ShouldNotContain(wrong);
    }

    [Fact]
    public async Task A_locked_account_is_written_down_once_a_minute_however_often_somebody_tries()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        for (var attempt = 0; attempt < 9; attempt++)
            (await visitor.SignInAsync(email, "a wrong password", Cancel)).Dispose();
        // The fifth wrong one is what locks.
        (await EntriesAsync(id)).Select(entry => entry.Result).ShouldBe([SignInResults.Locked, .. Enumerable.Repeat(SignInResults.WrongPassword, 4)]);
    }

    [Fact]
    public async Task Old_entries_are_on_pages_of_their_own()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await using (var scope = fixture.Host.Services.CreateAsyncScope())
        {
            var journal = scope.ServiceProvider.GetRequiredService<SignInJournal>();
            for (var entry = 0; entry < (2 * SignInJournal.PageSize); entry++)
                await journal.WriteAsync(id, SignInResults.WrongCode, Somewhere, Cancel);
        }
        using var visitor = await fixture.SignedInAsync(email);
        (await LinesAsync(visitor, "")).ShouldBe((SignInJournal.PageSize, false, true));
        (await LinesAsync(visitor, "?nr=2")).ShouldBe((SignInJournal.PageSize, true, true));
        (await LinesAsync(visitor, "?nr=3")).ShouldBe((1, true, false));
        (await LinesAsync(visitor, "?nr=-7")).ShouldBe((SignInJournal.PageSize, false, true));
        (await LinesAsync(visitor, "?nr=nonsense")).Entries.ShouldBe(SignInJournal.PageSize);
    }

    [Fact]
    public async Task Entries_are_removed_after_half_a_year()
    {
        var (id, _) = await fixture.PersonAsync(Role.Owner);
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var journal = scope.ServiceProvider.GetRequiredService<SignInJournal>();
        var before = TimeProvider.System.GetUtcNow() - SignInJournal.Kept - TimeSpan.FromMinutes(1);
        await new SignInJournal(database, new FakeTimeProvider(before)).WriteAsync(id, SignInResults.WrongCode, Somewhere, Cancel);
        await journal.WriteAsync(id, SignInResults.WrongPassword, Somewhere, Cancel);
        await journal.RemoveOldAsync(Cancel);
        (await EntriesAsync(id)).ShouldHaveSingleItem().Result.ShouldBe(SignInResults.WrongPassword);
    }

    [Fact]
    public void Every_result_has_a_sentence()
    {
        foreach (var result in SignInResults.All)
            AccountTexts.Of("SignIn." + result).ShouldNotBeEmpty();
    }

    private async Task<IReadOnlyList<SignInRow>> EntriesAsync(Guid id)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<SignInJournal>().PageAsync(id, 1, Cancel)).Entries;
    }

    private static async Task<(int Entries, bool Newer, bool Older)> LinesAsync(Visitor visitor, string query)
    {
        var html = WebUtility.HtmlDecode(await visitor.Http.GetStringAsync(new Uri(AccountPaths.Sessions + query, UriKind.Relative), Cancel));
        return (html.Split("<time ").Length - 1, html.Contains(">Neuere<", StringComparison.Ordinal), html.Contains(">Ältere<", StringComparison.Ordinal));
    }
}
