using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Logs;

/// <summary>The server as its own program at its most talkative: none of what it is told in confidence stands in what it writes.</summary>
public sealed partial class SecretsTests
{
    private const string Password = "quite-unusual-zebra-77";
    private const string WrongPassword = "wrong-unusual-giraffe-88";
    private const string DeviceCode = "SECRETCODE0001";

    [Fact]
    public async Task No_password_token_code_or_link_is_in_the_log()
    {
        await using var server = new ServerProcess(
            "--Clemap:Demo=true", $"--Clemap:DemoPassword={Password}", $"--Clemap:DemoDeviceCode={DeviceCode}", "--Logging:LogLevel:Default=Trace",
            "--Logging:LogLevel:Clemap=Trace");
        var secrets = new Dictionary<string, string> { ["password"] = Password, ["wrong password"] = WrongPassword, ["device's code"] = DeviceCode };
        await server.StartAsync(Cancel);
        await LiveAsync(server, secrets);
        await server.StopAsync();

        var log = string.Join('\n', server.Printed);
        log.ShouldContain("signed in", customMessage: "a silent log would prove nothing");
        foreach (var (what, secret) in secrets)
            log.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"The {what} stands in the log: {Around(log, secret)}");
    }

    private static async Task LiveAsync(ServerProcess server, Dictionary<string, string> secrets)
    {
        using var visitor = new Visitor(server.Address);
        (await visitor.SignInAsync(Owner, WrongPassword, Cancel)).Dispose();
        var flow = new CodeFlow(server.Address);
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
        var mail = Path.Combine(server.Folder, "mail");
        for (int i = 0; i < 100 && (!Directory.Exists(mail) || Directory.GetFiles(mail, "*.eml").Length == 0); i++)
            await Task.Delay(100, Cancel);
        var letter = (await MimeKit.MimeMessage.LoadAsync(Directory.GetFiles(mail, "*.eml")[0], Cancel)).TextBody.ShouldNotBeNull();
        var link = Link().Match(letter);
        link.Success.ShouldBeTrue(letter);
        secrets["link in a letter"] = link.Groups[1].Value;
        (await visitor.GetAsync(link.Value, Cancel)).Dispose();
    }

    private static string Around(string log, string secret)
    {
        int at = log.IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? "" : log[Math.Max(0, at - 200)..at];
    }

    [GeneratedRegex(@"http\S+[?&=]([A-Za-z0-9_\-]{20,})")]
    private static partial Regex Link();
}
