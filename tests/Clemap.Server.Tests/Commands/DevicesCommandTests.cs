using Clemap.Server.Commands;
using Clemap.Testing;

namespace Clemap.Server.Tests.Commands;

public sealed class DevicesCommandTests(ServerFixture server)
{
    private const string Header = "serial,order_number,code\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_BesideARunningServer_UsesItsDatabase_AndLeavesItRunning()
    {
        var file = await FileAsync($"{Header}CL-080-{Guid.CreateVersion7().ToString("N")[20..].ToUpperInvariant()},C-04A-WL-080A-CS,ABCDE-FGHJK-LMNPQ-RSTUV\n");

        (await RunAsync("devices", "import", file)).ShouldBe((0, "1 devices: 1 new, 0 known already.", ""));
        (await RunAsync("devices", "import", file)).ShouldBe((0, "1 devices: 0 new, 1 known already.", ""));

        using var anonymous = server.Anonymous();
        (await anonymous.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Import_OfABadFile_NamesFileLineColumnAndRule()
    {
        var file = await FileAsync($"{Header}CL-080-1,C-04A,ABCDE-FGHJK-LMNPQ-RSTUV\n");
        var (exit, output, errors) = await RunAsync("devices", "import", file);
        (exit, output).ShouldBe((1, ""));
        errors.ShouldContain($"{file}, line 2, order_number: 'C-04A' is none of C-04A-WL-01kA-CS,");
        errors.ShouldEndWith("Nothing was imported.");
    }

    [Fact]
    public async Task Import_OfNoFile_SaysSo()
    {
        var (exit, _, errors) = await RunAsync("devices", "import", "/no/such/file.csv");
        exit.ShouldBe(1);
        errors.ShouldStartWith("/no/such/file.csv: ");
    }

    [Fact]
    public async Task OtherWords_AreAnsweredWithTheUsage()
    {
        var (exit, _, errors) = await RunAsync("devices", "list");
        exit.ShouldBe(2);
        errors.ShouldContain("devices import FILE");
    }

    [Fact]
    public void NoWord_IsTheServer() => Command.Of(["--Clemap:Url=http://127.0.0.1:8080", "devices"]).ShouldBeNull();

    private async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] settings = [$"--Clemap:Url={server.Address.GetLeftPart(UriPartial.Authority)}", $"--Clemap:DataDir={server.DataDir}"];
        var exit = await Command.Of([.. words, .. settings])!(output, errors, Cancel);
        return (exit, output.ToString().Trim(), errors.ToString().Trim());
    }

    private static async Task<string> FileAsync(string content)
    {
        var file = Path.Combine(Path.GetTempPath(), $"clemap-{Guid.CreateVersion7():N}.csv");
        await File.WriteAllTextAsync(file, content, Cancel);
        return file;
    }
}
