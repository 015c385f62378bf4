using System.Diagnostics;
using Clemap.Demo.Processes;

namespace Clemap.Demo.Tests.Processes;

public sealed class LeftoversTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-leftovers-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_demo_left_behind_is_ended_and_other_programs_are_left_alone()
    {
        using var left = Process.Start("sleep", "60");
        using var other = Process.Start("tail", ["-f", "/dev/null"]);
        var programs = Path.GetDirectoryName(new FileInfo($"/proc/{left.Id}/exe").LinkTarget)! + "/sleep";
        await WriteAsync(int.MaxValue, left.Id, other.Id);

        await Leftovers.EndAsync(folder, programs, Stop);

        left.WaitForExit(TimeSpan.FromSeconds(5)).ShouldBeTrue();
        other.HasExited.ShouldBeFalse();
        Directory.GetFiles(folder).ShouldBeEmpty();
        other.Kill();
    }

    [Fact]
    public async Task A_demo_that_still_runs_keeps_its_folder()
    {
        await WriteAsync(Environment.ProcessId);
        var refusal = await Should.ThrowAsync<DemoException>(() => Leftovers.EndAsync(folder, Path.GetDirectoryName(Environment.ProcessPath)!, Stop));
        refusal.Message.ShouldStartWith($"Another demo runs in {folder}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task WriteAsync(params int[] ids) => File.WriteAllLinesAsync(Path.Combine(folder, "processes"), ids.Select(id => $"{id}"), Stop);
}
