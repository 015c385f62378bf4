using System.Diagnostics;
using System.Net;
using Clemap.Testing;

namespace Clemap.Server.Tests.Postgres;

/// <summary>The program itself, whose private PostgreSQL ends under it.</summary>
public sealed class PostgresWatchTests
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Killed_it_is_started_again_on_its_port_and_the_health_says_why_the_server_is_not_ready()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = new ServerProcess();
        await server.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = server.Address };
        var lockFile = Path.Combine(server.Folder, "postgres/data/postmaster.pid");
        var (first, port) = (server.PostgresId, PortIn(lockFile));

        // Without its control file it cannot start: it is tried more than once, with the reason.
        var control = Path.Combine(server.Folder, "postgres/data/global/pg_control");
        File.Move(control, control + ".away");
        await EndAsync(server);
        await UntilAsync(server, http, HttpStatusCode.ServiceUnavailable, "database: PostgreSQL ended and is being started again, attempt 2");
        server.PostgresId.ShouldBeNull();
        File.Move(control + ".away", control);
        await UntilAsync(server, http, HttpStatusCode.OK, "ok");
        PortIn(lockFile).ShouldBe(port);
        server.PostgresId.ShouldNotBe(first);
        server.Printed.ShouldContain(line => line.Contains("PostgreSQL ended while the server runs", StringComparison.Ordinal));
        server.Printed.ShouldContain(line => line.Contains("could not be started (attempt 1)", StringComparison.Ordinal));
        // It accepts connections a moment before the watch knows.
        while (!server.Printed.Any(line => line.Contains("PostgreSQL runs again", StringComparison.Ordinal)))
            await Task.Delay(50, cancel);

        // And again: the watch goes on.
        await EndAsync(server);
        await UntilAsync(server, http, HttpStatusCode.ServiceUnavailable, "database: ");
        await UntilAsync(server, http, HttpStatusCode.OK, "ok");
        PostmastersOf(server).ShouldBe(1);

        // A server that is told to stop while its PostgreSQL is down starts none.
        await EndAsync(server);
        (await server.StopAsync()).Code.ShouldBe(0);
        await Task.Delay(1_500, Cancel);
        PostmastersOf(server).ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task Both_killed_the_next_start_finds_its_data_also_when_another_program_has_the_number_of_the_database_now()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = new ServerProcess();
        await server.StartAsync(cancel);
        await server.KillAsync();
        await EndAsync(server);
        var lockFile = Path.Combine(server.Folder, "postgres/data/postmaster.pid");
        var lines = await File.ReadAllLinesAsync(lockFile, Cancel);
        using var stranger = Process.Start("sleep", ["300"]);
        try
        {
            await File.WriteAllLinesAsync(lockFile, [$"{stranger.Id}", .. lines[1..]], Cancel);
            await server.StartAsync(Cancel);
            stranger.HasExited.ShouldBeFalse();
        }
        finally
        {
            stranger.Kill();
        }

        // The server alone: the next one stops what it finds and starts its own.
        var orphan = server.PostgresId;
        await server.KillAsync();
        server.PostgresId.ShouldBe(orphan);
        await server.StartAsync(Cancel);
        server.PostgresId.ShouldNotBe(orphan);
        PostmastersOf(server).ShouldBe(1);
    }

    private static async Task EndAsync(ServerProcess server)
    {
        Process.GetProcessById(server.PostgresId!.Value).Kill();
        while (server.PostgresId is not null)
            await Task.Delay(10, Cancel);
    }

    private static async Task UntilAsync(ServerProcess server, HttpClient http, HttpStatusCode status, string text)
    {
        var since = Stopwatch.GetTimestamp();
        var last = "nothing";
        while (Stopwatch.GetElapsedTime(since) < LongestRecovery)
        {
            server.HasEnded.ShouldBeFalse(string.Join('\n', server.Printed.TakeLast(60)));
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel);
            last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}";
            if (answer.StatusCode == status && last.Contains(text, StringComparison.Ordinal))
                return;
            await Task.Delay(20, Cancel);
        }

        throw new TimeoutException($"Expected {(int)status} with '{text}', and the last answer was {last}");
    }

    // The fourth line, as PostgreSQL's miscadmin.h has it.
    private static string PortIn(string lockFile) => File.ReadAllLines(lockFile)[3];

    // A process that it has just forked has its command for a moment, until it gives itself a name.
    private static int PostmastersOf(ServerProcess server)
    {
        var found = Directory.GetDirectories("/proc")
            .Where(process => ReadOf(process, "cmdline") is var command
                && command.Contains($"-D\0{server.Folder}/postgres/data", StringComparison.Ordinal) && command.Contains("/postgres\0", StringComparison.Ordinal))
            .ToDictionary(process => Path.GetFileName(process), ParentOf);
        return found.Values.Count(parent => !found.ContainsKey(parent));
    }

    // "4711 (postgres) S 4710 …"; none of one that has ended meanwhile.
    private static string ParentOf(string process) => ReadOf(process, "stat") is { Length: > 0 } status ? status[(status.LastIndexOf(')') + 2)..].Split(' ')[1] : "";

    private static string ReadOf(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (IOException)
        {
            return ""; // no process, or one that ended
        }
    }
}
