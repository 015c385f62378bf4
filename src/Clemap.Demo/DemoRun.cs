using System.Globalization;
using Clemap.Demo.Check;
using Clemap.Demo.Processes;
using Clemap.Demo.Site;

namespace Clemap.Demo;

/// <summary>Starts everything in order, says where it is, and stops everything in the opposite order.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        await Leftovers.EndAsync(options.Folder, options.Programs, cancellationToken);
        var folder = DemoFolder.Open(options.Folder, options.Fresh);
        Ports.MustBeFree(options.Port);
        var running = new List<Child>();
        var held = false;
        try
        {
            var progress = new Progress(Console.Out, !Console.IsOutputRedirected);
            var programs = new Programs(options, folder);
            await StartAsync(options, folder, programs, running, progress, cancellationToken);
            Welcome(options, folder, progress);
            if (options.Check)
            {
                var figures = new Figures();
                figures.Add("start-s", progress.Elapsed.TotalSeconds);
                figures.AddMemory("after-start", running);
                held = await CheckRun.RunAsync(options, folder, programs, running, progress, figures, cancellationToken);
                figures.AddMemory("after-check", running);
                if (options.FiguresFile is not null)
                    await figures.WriteAsync(options.FiguresFile, cancellationToken);
            }

            if (!options.Check || options.Stay)
                await UntilStoppedAsync(running, cancellationToken);
            return !options.Check || held ? 0 : 1;
        }
        finally
        {
            await StopAsync(running);
            Leftovers.Forget(folder);
            if (options.Temporary && held)
                folder.Delete();
            else if (options.Temporary)
                Console.WriteLine($"What it left is in {folder.Path}.");
        }
    }

    private static async Task StartAsync(
        DemoOptions options, DemoFolder folder, Programs programs, List<Child> running, Progress progress, CancellationToken cancellationToken)
    {
        await DemoSite.WriteAsync(options, folder, cancellationToken);
        await using var history = folder.HasHistory ? null : SimulateHistory(programs);
        await progress.StepAsync("Database and server", () => BeginAsync(programs.Server(), waitForHealth: true));
        if (history is not null)
        {
            await progress.StepAsync("Two months of the site, simulated", async say =>
            {
                Report(history, say);
                await history.SucceedAsync(cancellationToken);
                return null;
            });
        }

        await progress.StepAsync("Simulated site: meters, six stations, a household, a solar roof, cars", () => BeginAsync(programs.Simulator()));
        await progress.StepAsync("Edge controller", () => BeginAsync(programs.Edge()));
        if (history is not null)
        {
            await progress.StepAsync("Two months of history, through the ingestion API", async say =>
            {
                await using var upload = programs.Upload();
                Report(upload, say);
                await upload.SucceedAsync(cancellationToken);
                folder.MarkHistory();
                File.Delete(programs.HistoryFile);
                return null;
            });
        }

        async Task BeginAsync(Child child, bool waitForHealth = false)
        {
            running.Add(child);
            Leftovers.Note(folder, running);
            if (waitForHealth)
                await Health.ReadyAsync(options.Address, child, StartLimit, cancellationToken);
            else
                await child.ReadyAsync(StartLimit, cancellationToken);
        }
    }

    private static Child SimulateHistory(Programs programs)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
        var now = TimeProvider.System.GetUtcNow();
        var local = TimeZoneInfo.ConvertTime(now, zone).Date.AddMonths(-2);
        var from = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        return programs.History(from, now.AddTicks(-(now.Ticks % Slot.Ticks)));
    }

    private static void Report(Child child, Action<int> say) => child.Line += line =>
    {
        if (line.StartsWith("progress ", StringComparison.Ordinal)
            && int.TryParse(line.AsSpan("progress ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            say(percent);
    };

    private static void Welcome(DemoOptions options, DemoFolder folder, Progress progress)
    {
        Console.WriteLine();
        Console.WriteLine($"Ready after {progress.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s: {options.Address}");
        Console.WriteLine();
        foreach (var (role, email) in DemoSite.People)
            Console.WriteLine($"  {role,-16} {email,-34} {folder.Secrets.Password}");
        Console.WriteLine();
        if (!options.Check)
            Console.WriteLine($"Everything is kept in {folder.Path}. Ctrl-C stops it.");
    }

    private static async Task UntilStoppedAsync(List<Child> running, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            running.ForEach(child => child.ThrowIfEnded());
            await Task.Delay(500, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static async Task StopAsync(List<Child> running)
    {
        if (running.Count == 0)
            return;
        Console.WriteLine("Stopping.");
        foreach (var child in Enumerable.Reverse(running))
        {
            if (!await child.StopAsync())
                Console.WriteLine($"The {child.Name} did not stop by itself.");
            await child.DisposeAsync();
        }
    }
}
