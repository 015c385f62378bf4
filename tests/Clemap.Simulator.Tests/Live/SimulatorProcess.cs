using System.Diagnostics;

namespace Clemap.Simulator.Tests.Live;

/// <summary>The built program as a process of its own.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly Process _process;

    public SimulatorProcess(params string[] arguments) =>
        _process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "clemap-simulator.exe" : "clemap-simulator"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]);

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
