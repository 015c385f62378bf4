using System.Diagnostics;
using System.Text.RegularExpressions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http.Api;

/// <summary>The commands of the quick start, in order, as a reader would type them.</summary>
public sealed partial class QuickStartTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();

    [Fact]
    public async Task Every_command_of_the_quick_start_works()
    {
        var site = await server.NewSiteAsync("Quick start");
        using var device = await server.DeviceAsync(site, Model());
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites, ApiScope.ControlLoad);
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "api-quick-start.md"), TestContext.Current.CancellationToken);
        var commands = Block.Matches(page).Select(block => block.Groups[1].Value).ToList();
        commands.Count.ShouldBeGreaterThan(5);

        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", string.Join('\n', commands)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CLEMAP"] = server.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["CLIENT_ID"] = client.ClientId.ToString();
        start.Environment["CLIENT_SECRET"] = client.Secret;
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        shell.ExitCode.ShouldBe(0, await errors + await output);
        var told = await output;
        told.ShouldContain("Quick start");
        told.ShouldContain("start,source_id,import_wh");
        told.ShouldContain("\"limitA\": 10");
        told.ShouldContain("above-rating");
        told.ShouldEndWith("\"version\": 2,\n  \"circuits\": {},\n  \"stations\": {}\n}\n");
    }

    private static SiteModel Model() => new()
    {
        Circuits = [new CircuitModel(Guid.CreateVersion7(), "Main", null, 63, Grid)],
        Meters = [new MeterModel(Grid, "Grid", MeterKind.Grid)],
        Stations = [],
    };

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block { get; }
}
