using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests;

/// <summary>A server that is no demo, started as its own program on nothing.</summary>
public sealed partial class FirstStartTests : IAsyncDisposable
{
    private const string Password = "seven-unusual-zebras";

    private readonly string folder = Directory.CreateTempSubdirectory("clemap-").FullName;
    private readonly Uri address = new($"http://127.0.0.1:{FreePort()}");
    private Process? running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_comes_in_by_the_printed_link_once_and_nobody_has_a_default_account()
    {
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var link = await StartAsync() ?? throw new InvalidOperationException("The start printed no link.");
        var file = Path.Combine(folder, "first-start-link.txt");
        (await File.ReadAllTextAsync(file, Cancel)).Trim().ShouldBe(link);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var visitor = new Visitor(address);
        using (var spoiled = await visitor.GetAsync(link[..^5] + "AAAAA", Cancel))
            (await spoiled.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form method=\"post\">");
        using (var weak = await visitor.SubmitAsync(link, Fields("anna@first.example", "short"), Cancel))
            (await weak.Content.ReadAsStringAsync(Cancel)).ShouldContain("12");
        using (var nameless = await visitor.SubmitAsync(link, new(Fields("nobody", Password)) { ["Organisation"] = " " }, Cancel))
            (await nameless.Content.ReadAsStringAsync(Cancel)).Split("class=\"error\"").Length.ShouldBe(3);

        // Two at once: one is made.
        using var other = new Visitor(address);
        var answers = await Task.WhenAll(
            visitor.SubmitAsync(link, Fields("anna@first.example", Password), Cancel), other.SubmitAsync(link, Fields("mallory@first.example", Password), Cancel));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect).ShouldBe(1);
        var winner = answers[0].StatusCode == HttpStatusCode.Redirect ? visitor : other;
        using (var account = await winner.GetAsync("/account", Cancel))
            account.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var again = await new Visitor(address).GetAsync(link, Cancel))
            (await again.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form method=\"post\">");

        await StopAsync();
        (await StartAsync()).ShouldBeNull("after a restart nobody new is let in");
        File.Exists(file).ShouldBeFalse();
        using var back = new Visitor(address);
        using var signedIn = await back.SignInAsync(winner == visitor ? "anna@first.example" : "mallory@first.example", Password, Cancel);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var stranger = new Visitor(address);
        using var demo = await stranger.SignInAsync("owner@sonnenhof.example", "clemap", Cancel);
        demo.StatusCode.ShouldBe(HttpStatusCode.OK, "the sign-in page again, with its complaint");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Fields(string email, string password) => new()
    {
        ["Organisation"] = "Genossenschaft Lindenhof",
        ["Name"] = "Anna Muster",
        ["Email"] = email,
        ["Password"] = password,
    };

    /// <returns>The link that the start printed.</returns>
    private async Task<string?> StartAsync()
    {
        running = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "clemap-server"))
        {
            ArgumentList = { $"--Clemap:Url={address.GetLeftPart(UriPartial.Authority)}", $"--Clemap:DataDir={folder}" },
            RedirectStandardOutput = true,
        })!;
        string? link = null;
        var printed = new List<string>();
        running.OutputDataReceived += (_, line) =>
        {
            lock (printed)
                printed.Add(line.Data ?? "");
        };
        running.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = address };
        while (!await IsReadyAsync(http))
        {
            running.HasExited.ShouldBeFalse("The server ended while starting.");
            await Task.Delay(300, Cancel);
        }

        lock (printed)
            link = printed.Select(line => Link().Match(line)).FirstOrDefault(match => match.Success)?.Value;
        return link;
    }

    private async Task StopAsync()
    {
        if (running is null)
            return;
        using (Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]))
            await running.WaitForExitAsync(CancellationToken.None);
        running.Dispose();
        running = null;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"http://\S+/account/first-start\?secret=[A-Za-z0-9_\-]+")]
    private static partial Regex Link();
}
