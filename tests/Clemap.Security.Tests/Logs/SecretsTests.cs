using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Logs;

/// <summary>The server as its own program at its most talkative: none of what it is told in confidence stands in what it writes.</summary>
public sealed partial class SecretsTests : IDisposable
{
    private const string Password = "quite-unusual-zebra-77";
    private const string WrongPassword = "wrong-unusual-giraffe-88";
    private const string DeviceCode = "SECRETCODE0001";

    private readonly string folder = Path.Combine(Path.GetTempPath(), "clemap-" + Guid.CreateVersion7().ToString("N")[20..]);

    [Fact]
    public async Task No_password_token_code_or_link_is_in_the_log()
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var running = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "clemap-server"))
        {
            ArgumentList =
            {
                $"--Clemap:Url={address.GetLeftPart(UriPartial.Authority)}", $"--Clemap:DataDir={folder}", "--Clemap:Demo=true", $"--Clemap:DemoPassword={Password}",
                $"--Clemap:DemoDeviceCode={DeviceCode}", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Clemap=Trace",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(running.StandardOutput.ReadToEndAsync(CancellationToken.None), running.StandardError.ReadToEndAsync(CancellationToken.None));
        var secrets = new Dictionary<string, string> { ["password"] = Password, ["wrong password"] = WrongPassword, ["device's code"] = DeviceCode };
        try
        {
            await ReadyAsync(running, address);
            await LiveAsync(address, secrets);
        }
        finally
        {
            using (Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]))
                await running.WaitForExitAsync(CancellationToken.None);
        }

        var log = string.Concat(await said);
        log.ShouldContain("signed in", customMessage: "a silent log would prove nothing");
        foreach (var (what, secret) in secrets)
            log.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"The {what} stands in the log: {Around(log, secret)}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task LiveAsync(Uri address, Dictionary<string, string> secrets)
    {
        using var visitor = new Visitor(address);
        (await visitor.SignInAsync(Owner, WrongPassword, Cancel)).Dispose();
        var flow = new CodeFlow(address);
        var code = await flow.CodeAsync(visitor, Owner, Password, Cancel);
        secrets["code of the sign-in"] = code;
        using var answer = await flow.RedeemAsync(code, Cancel);
        var tokens = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancel);
        foreach (var kind in new[] { "access_token", "refresh_token", "id_token" })
            secrets[kind] = tokens.GetProperty(kind).GetString()![^60..];
        secrets["cookie"] = visitor.Cookies.GetAllCookies().First(cookie => cookie.Name == "clemap-account").Value[^60..];
        using var key = new DeviceKey();
        (await visitor.Http.PostAsJsonAsync(Local("/api/v1/device/enrol"), new { serial = "CL-DEMO", oneTimeCode = DeviceCode, publicKey = key.PublicKey }, Cancel)).Dispose();
        (await visitor.SubmitAsync("/account/forgotten", new() { ["Email"] = Owner }, Cancel)).Dispose();
        var mail = Path.Combine(folder, "mail");
        for (int i = 0; i < 100 && (!Directory.Exists(mail) || Directory.GetFiles(mail, "*.eml").Length == 0); i++)
            await Task.Delay(100, Cancel);
        var letter = (await MimeKit.MimeMessage.LoadAsync(Directory.GetFiles(mail, "*.eml")[0], Cancel)).TextBody.ShouldNotBeNull();
        var link = Link().Match(letter);
        link.Success.ShouldBeTrue(letter);
        secrets["link in a letter"] = link.Groups[1].Value;
        (await visitor.GetAsync(link.Value, Cancel)).Dispose();
    }

    private static async Task ReadyAsync(Process running, Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        while (true)
        {
            running.HasExited.ShouldBeFalse("The server ended while starting.");
            try
            {
                using var ready = await http.GetAsync(Local("/health/ready"), Cancel);
                if (ready.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(300, Cancel);
        }
    }

    private static string Around(string log, string secret)
    {
        int at = log.IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? "" : log[Math.Max(0, at - 200)..at];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"http\S+[?&=]([A-Za-z0-9_\-]{20,})")]
    private static partial Regex Link();
}
