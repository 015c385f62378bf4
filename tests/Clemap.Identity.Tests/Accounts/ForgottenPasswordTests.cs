using System.Net;
using System.Text.RegularExpressions;
using Clemap.Identity.Letters;
using Clemap.Identity.Links;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Identity.Tests.Accounts;

public sealed partial class ForgottenPasswordTests(IdentityFixture fixture)
{
    private const string NewPassword = "die Murmel rollt nach hause";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forgotten_LetterWithLink_GivesANewPasswordAndEndsOtherSignIns()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var before = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        var tokens = await flow.RunAsync(before, email, IdentityFixture.Password, Cancel);

        var link = await LinkAsync(email);
        using var visitor = new Visitor(fixture.Address);
        using var done = await ResetAsync(visitor, link, NewPassword);
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await done.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");

        using (var signedIn = await visitor.SignInAsync(email, NewPassword, Cancel))
            signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var old = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel))
            old.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refreshed = await flow.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await fixture.Mailbox.LetterAsync(email, Cancel, count: 2)).Subject.ShouldBe("Ihr Passwort wurde geändert");
    }

    [Fact]
    public async Task Forgotten_KnownAndUnknownAddress_GetTheSameAnswerAndOnlyOneALetter()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var unknown = $"nobody-{Guid.CreateVersion7():N}@example.ch";
        (await AskAsync(unknown)).ShouldBe(await AskAsync(email));
        // One after the other: when the known one's letter is there, the unknown one's would be too.
        await fixture.Mailbox.LetterAsync(email, Cancel);
        fixture.Mailbox.Letters(unknown).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reset_OpeningTheLink_UsesNothingUp_AndItWorksOnce()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var link = await LinkAsync(email);
        using var visitor = new Visitor(fixture.Address);
        for (var times = 0; times < 3; times++)
        {
            using var scanned = await visitor.GetAsync(link, Cancel);
            scanned.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        (await ResetAsync(visitor, link, NewPassword)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await visitor.GetAsync(link, Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Reset_TheSameLinkManyTimesAtOnce_WorksOnce()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var link = await LinkAsync(email);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using var visitor = new Visitor(fixture.Address);
            using var answer = await ResetAsync(visitor, link, $"{NewPassword} {number}", mayBeGone: true);
            return answer.StatusCode;
        }));
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.Gone).ShouldBe(5);
    }

    [Fact]
    public async Task Reset_WithAPasswordThatBreaksARule_NamesItAndKeepsTheLink()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var link = await LinkAsync(email);
        using var visitor = new Visitor(fixture.Address);
        using (var common = await ResetAsync(visitor, link, "Sommer-2026!"))
            (await common.Content.ReadAsStringAsync(Cancel)).ShouldContain("zuerst erraten");
        using var done = await ResetAsync(visitor, link, NewPassword);
        (await done.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
    }

    [Fact]
    public async Task Reset_ANewerLetter_VoidsTheOlderLink()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var first = await LinkAsync(email);
        var second = await LinkAsync(email, count: 2);
        second.ShouldNotBe(first);
        using var visitor = new Visitor(fixture.Address);
        using var old = await visitor.GetAsync(first, Cancel);
        old.StatusCode.ShouldBe(HttpStatusCode.Gone);
        using var young = await visitor.GetAsync(second, Cancel);
        young.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reset_AfterAnHour_IsGone()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var link = await LinkAsync(email);
        foreach (var (minutes, status) in new[] { (58, HttpStatusCode.OK), (62, HttpStatusCode.Gone) })
        {
            var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            await using var later = await fixture.StartAsync(Cancel, time: time);
            using var visitor = new Visitor(later.Address);
            using var answer = await visitor.GetAsync(link, Cancel);
            answer.StatusCode.ShouldBe(status);
        }
    }

    [Theory]
    [InlineData("/account/reset")]
    [InlineData("/account/reset?link=")]
    [InlineData("/account/reset?link=0000")]
    [InlineData("/account/confirm?link=' or 1=1")]
    public async Task Reset_WithoutALinkOfOurs_IsGone(string address)
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Reset_SecretIsStoredNowhere()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var link = await LinkAsync(email);
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var secret = link.Split("link=")[1];
        var row = await scope.ServiceProvider.GetRequiredService<AccountLinks>().FindAsync(secret, Cancel);
        Convert.ToBase64String(row!.SecretHash).ShouldNotContain(secret);
        fixture.Host.Log.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
        fixture.Host.Log.ShouldContain(line => line.Contains("A letter was sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forgotten_AskedTooOftenForOneAddress_Is429WithRetryAfter_KnownOrNot()
    {
        var (_, known) = await fixture.PersonAsync(Role.Owner);
        await using var host = await fixture.StartAsync(Cancel);
        foreach (var email in new[] { known, $"nobody-{Guid.CreateVersion7():N}@example.ch" })
        {
            using var visitor = new Visitor(host.Address);
            for (var times = 0; times < LetterLimits.AnHourForOneAddress; times++)
            {
                using var asked = await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = email }, Cancel);
                asked.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
            using var refused = await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = email.ToUpperInvariant() }, Cancel);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        }
    }

    [Fact]
    public async Task Forgotten_AskedTooOftenFromOnePlace_Is429WithRetryAfter()
    {
        await using var host = await fixture.StartAsync(Cancel);
        using var visitor = new Visitor(host.Address);
        for (var times = 0; times < LetterLimits.InTenMinutesFromOneCaller; times++)
        {
            using var asked = await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = $"nobody-{times}@example.ch" }, Cancel);
            asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var refused = await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = "nobody-else@example.ch" }, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(11));
    }

    private async Task<string> AskAsync(string email)
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = email }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Token().Replace(await answer.Content.ReadAsStringAsync(Cancel), "");
    }

    private async Task<string> LinkAsync(string email, int count = 1)
    {
        await AskAsync(email);
        return Mailbox.LinkIn(await fixture.Mailbox.LetterAsync(email, Cancel, count));
    }

    private static async Task<HttpResponseMessage> ResetAsync(Visitor visitor, string link, string password, bool mayBeGone = false)
    {
        if (mayBeGone)
        {
            // The form of a page that stays: in a race the link may be gone before the page is opened.
            return await visitor.SubmitAsync("/account/forgotten", new() { ["Password"] = password }, Cancel, sendTo: link);
        }
        return await visitor.SubmitAsync(link, new() { ["Password"] = password }, Cancel);
    }

    [GeneratedRegex("value=\"[^\"]+\"")]
    private static partial Regex Token();
}
