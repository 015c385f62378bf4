using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using Clemap.Identity.SecondFactor;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Npgsql;

namespace Clemap.Identity.Tests.SecondFactor;

public sealed partial class TwoStepTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_ThePasswordAloneLetsNobodyIn_AndTheCodeDoes()
    {
        var person = await SwitchedOnAsync();
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        using var toLogin = await visitor.GetAsync(flow.Address, Cancel);
        using var half = await visitor.SignInAsync(person.Email, IdentityFixture.Password, Cancel, toLogin.Headers.Location!.ToString());
        var page = half.Headers.Location!.OriginalString;
        page.ShouldStartWith("/account/login/code?returnUrl=");
        using (var own = await visitor.GetAsync("/account", Cancel))
            own.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using (var wrong = await visitor.SubmitAsync(page, new() { ["Code"] = "000000" }, Cancel))
            (await wrong.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"alert\"");
        using var right = await visitor.SubmitAsync(page, new() { ["Code"] = person.NextCode() }, Cancel);
        (await flow.AnswerAsync(visitor, right.Headers.Location!.ToString(), Cancel))["code"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Code_UsedOnce_IsRefusedAgain_AlsoThatOfTheSwitchingOn()
    {
        var person = await SwitchedOnAsync();
        (await EntersAsync(person.Email, person.FirstCode)).ShouldBeFalse();
        var code = person.NextCode();
        (await EntersAsync(person.Email, code)).ShouldBeTrue();
        (await EntersAsync(person.Email, code)).ShouldBeFalse();
    }

    [Fact]
    public async Task Code_ManyTimesAtOnce_WorksOnce()
    {
        var person = await SwitchedOnAsync();
        var code = person.NextCode();
        // Four: the failures of a fifth would lock the account before the one that is right.
        var entered = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EntersAsync(person.Email, code)));
        entered.Count(yes => yes).ShouldBe(1);
    }

    [Fact]
    public async Task RecoveryCode_WorksOnce_HoweverItIsTyped()
    {
        var person = await SwitchedOnAsync();
        person.RecoveryCodes.Count.ShouldBe(SecondFactors.RecoveryCodes);
        (await EntersAsync(person.Email, person.RecoveryCodes[3].ToLowerInvariant().Replace('-', ' '))).ShouldBeTrue();
        (await EntersAsync(person.Email, person.RecoveryCodes[3])).ShouldBeFalse();
        (await EntersAsync(person.Email, person.RecoveryCodes[4])).ShouldBeTrue();
    }

    [Fact]
    public async Task Code_WrongFiveTimes_LocksTheAccount()
    {
        var person = await SwitchedOnAsync();
        for (var attempt = 0; attempt < 3; attempt++)
            (await EntersAsync(person.Email, "000000")).ShouldBeFalse();
        for (var attempt = 0; attempt < 2; attempt++)
            (await EntersAsync(person.Email, "AAAA-AAAA-AAAA-AAAA")).ShouldBeFalse();
        using var visitor = new Visitor(fixture.Address);
        using var locked = await visitor.SignInAsync(person.Email, IdentityFixture.Password, Cancel);
        locked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await locked.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"alert\"");
    }

    [Fact]
    public async Task Code_WithoutThePasswordBefore_AsksForIt()
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.GetAsync("/account/login/code?returnUrl=%2Fsites", Cancel);
        answer.Headers.Location!.OriginalString.ShouldBe("/account/login?returnUrl=%2Fsites");
    }

    [Fact]
    public async Task Off_NeedsThePassword()
    {
        var person = await SwitchedOnAsync();
        using (var wrong = await person.Visitor.SubmitAsync("/account/two-step", new() { ["Password"] = "not the password at all" }, Cancel, "/account/two-step?handler=Off"))
            (await wrong.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"alert\"");
        using (var right = await person.Visitor.SubmitAsync("/account/two-step", new() { ["Password"] = IdentityFixture.Password }, Cancel, "/account/two-step?handler=Off"))
            (await right.Content.ReadAsStringAsync(Cancel)).ShouldContain("<svg");
        using var visitor = new Visitor(fixture.Address);
        using var signedIn = await visitor.SignInAsync(person.Email, IdentityFixture.Password, Cancel);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/");
        (await fixture.Mailbox.LetterAsync(person.Email, Cancel, count: 2)).Subject.ShouldBe("Zweiter Faktor ausgeschaltet");
    }

    [Fact]
    public async Task NewRecoveryCodes_VoidTheOld()
    {
        var person = await SwitchedOnAsync();
        using var shown = await person.Visitor.SubmitAsync("/account/two-step", new() { ["Password"] = IdentityFixture.Password }, Cancel, "/account/two-step?handler=Codes");
        var codes = RecoveryCodesIn(await shown.Content.ReadAsStringAsync(Cancel));
        codes.Count.ShouldBe(SecondFactors.RecoveryCodes);
        (await EntersAsync(person.Email, person.RecoveryCodes[0])).ShouldBeFalse();
        (await EntersAsync(person.Email, codes[0])).ShouldBeTrue();
    }

    [Fact]
    public async Task On_WithAForeignOfferOrAWrongPassword_StaysOff()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var (_, other) = await fixture.PersonAsync(Role.Owner);
        using var visitor = await fixture.SignedInAsync(email);
        using var stranger = await fixture.SignedInAsync(other);
        var (offer, secret) = await OfferAsync(stranger);
        var code = OneTimeCodes.CodeOf(secret, OneTimeCodes.StepAt(TimeProvider.System.GetUtcNow()));
        foreach (var (who, password) in new[] { (visitor, IdentityFixture.Password), (stranger, "not the password at all") })
        {
            using var refused = await SwitchOnAsync(who, offer, code, password);
            var html = await refused.Content.ReadAsStringAsync(Cancel);
            html.ShouldContain("role=\"alert\"");
            html.ShouldContain("<svg");
        }
    }

    [Fact]
    public async Task Database_HoldsNeitherSecretNorRecoveryCode()
    {
        var person = await SwitchedOnAsync();
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            "select secret from identity.authenticators union all select code_hash from identity.recovery_codes", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            var stored = (byte[])reader[0];
            stored.AsSpan().IndexOf(person.Secret).ShouldBe(-1);
            foreach (var code in person.RecoveryCodes)
                stored.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(code.Replace("-", "", StringComparison.Ordinal))).ShouldBe(-1);
        }
        fixture.Host.Log.ShouldNotContain(line => person.RecoveryCodes.Any(code => line.Contains(code, StringComparison.Ordinal)));
    }

    private async Task<bool> EntersAsync(string email, string code)
    {
        using var visitor = new Visitor(fixture.Address);
        using var half = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel);
        if (half.StatusCode != HttpStatusCode.Redirect)
            return false;
        using var answer = await visitor.SubmitAsync(half.Headers.Location!.ToString(), new() { ["Code"] = code }, Cancel);
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    private async Task<Person> SwitchedOnAsync()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var visitor = await fixture.SignedInAsync(email);
        var (offer, secret) = await OfferAsync(visitor);
        // The step before now: the codes of now and the next are then free for the test.
        var step = OneTimeCodes.StepAt(TimeProvider.System.GetUtcNow()) - 1;
        var code = OneTimeCodes.CodeOf(secret, step);
        using var shown = await SwitchOnAsync(visitor, offer, code, IdentityFixture.Password);
        var codes = RecoveryCodesIn(await shown.Content.ReadAsStringAsync(Cancel));
        codes.ShouldNotBeEmpty();
        return new Person(email, visitor, secret, code, codes, step);
    }

    private static Task<HttpResponseMessage> SwitchOnAsync(Visitor visitor, string offer, string code, string password) => visitor.SubmitAsync(
        "/account/two-step", new() { ["Offer"] = offer, ["Code"] = code, ["Password"] = password }, Cancel, "/account/two-step?handler=On");

    private static async Task<(string Offer, byte[] Secret)> OfferAsync(Visitor visitor)
    {
        var html = await visitor.Http.GetStringAsync(new Uri("/account/two-step", UriKind.Relative), Cancel);
        html.ShouldContain("<svg");
        var text = HttpUtility.HtmlDecode(Secret().Match(html).Groups[1].Value).Replace(" ", "", StringComparison.Ordinal);
        text.Length.ShouldBe(32);
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(letter => Convert.ToString(letters.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2)).ToArray();
        return (HttpUtility.HtmlDecode(Offer().Match(html).Groups[1].Value), secret);
    }

    private static List<string> RecoveryCodesIn(string html) => [.. RecoveryCode().Matches(html).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("<li><code>([A-Z0-9-]{19})</code></li>")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<p><code>([A-Z2-7 ]+)</code></p>")]
    private static partial Regex Secret();

    [GeneratedRegex("name=\"Offer\" value=\"([^\"]+)\"")]
    private static partial Regex Offer();

    private sealed record Person(string Email, Visitor Visitor, byte[] Secret, string FirstCode, IReadOnlyList<string> RecoveryCodes, long FirstStep)
    {
        private long last = FirstStep;

        /// <summary>Of the next step that is not used yet; the clock may be one ahead.</summary>
        public string NextCode() => OneTimeCodes.CodeOf(Secret, ++last);
    }
}
