using System.Net;
using System.Text.RegularExpressions;
using Clemap.Testing;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests;

/// <summary>A server that is no demo, started as its own program on nothing.</summary>
public sealed partial class FirstStartTests
{
    private const string Password = "seven-unusual-zebras";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_comes_in_by_the_printed_link_once_and_nobody_has_a_default_account()
    {
        await using var server = new ServerProcess();
        await server.StartAsync(Cancel);
        var link = LinkIn(server.Printed) ?? throw new InvalidOperationException("The start printed no link.");
        var file = Path.Combine(server.Folder, "first-start-link.txt");
        (await File.ReadAllTextAsync(file, Cancel)).Trim().ShouldBe(link);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var visitor = new Visitor(server.Address);
        using (var spoiled = await visitor.GetAsync(link[..^5] + "AAAAA", Cancel))
            (await spoiled.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form method=\"post\">");
        using (var weak = await visitor.SubmitAsync(link, Fields("anna@first.example", "short"), Cancel))
            (await weak.Content.ReadAsStringAsync(Cancel)).ShouldContain("12");
        using (var nameless = await visitor.SubmitAsync(link, new(Fields("nobody", Password)) { ["Organisation"] = " " }, Cancel))
            (await nameless.Content.ReadAsStringAsync(Cancel)).Split("class=\"error\"").Length.ShouldBe(3);

        // Two at once: one is made.
        using var other = new Visitor(server.Address);
        var answers = await Task.WhenAll(
            visitor.SubmitAsync(link, Fields("anna@first.example", Password), Cancel), other.SubmitAsync(link, Fields("mallory@first.example", Password), Cancel));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect).ShouldBe(1);
        var winner = answers[0].StatusCode == HttpStatusCode.Redirect ? visitor : other;
        using (var account = await winner.GetAsync("/account", Cancel))
            account.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var again = await new Visitor(server.Address).GetAsync(link, Cancel))
            (await again.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form method=\"post\">");

        await server.StopAsync();
        int before = server.Printed.Count;
        await server.StartAsync(Cancel);
        LinkIn(server.Printed.Skip(before)).ShouldBeNull("after a restart nobody new is let in");
        File.Exists(file).ShouldBeFalse();
        using var back = new Visitor(server.Address);
        using var signedIn = await back.SignInAsync(winner == visitor ? "anna@first.example" : "mallory@first.example", Password, Cancel);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var stranger = new Visitor(server.Address);
        using var demo = await stranger.SignInAsync("owner@sonnenhof.example", "clemap", Cancel);
        demo.StatusCode.ShouldBe(HttpStatusCode.OK, "the sign-in page again, with its complaint");
    }

    private static Dictionary<string, string> Fields(string email, string password) => new()
    {
        ["Organisation"] = "Genossenschaft Lindenhof",
        ["Name"] = "Anna Muster",
        ["Email"] = email,
        ["Password"] = password,
    };

    private static string? LinkIn(IEnumerable<string> printed) => printed.Select(line => Link().Match(line)).FirstOrDefault(match => match.Success)?.Value;

    [GeneratedRegex(@"http://\S+/account/first-start\?secret=[A-Za-z0-9_\-]+")]
    private static partial Regex Link();
}
