using System.ComponentModel;
using System.Diagnostics;

namespace Clemap.Edge.LocalApi.Device;

/// <summary>Runs a program of the system. No shell: what a person typed is one argument, whatever it holds.</summary>
internal static class Command
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <returns><see langword="null"/> when the program is not there.</returns>
    public static async Task<CommandResult?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }
        process.StandardInput.Close();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new CommandResult(process.ExitCode, await output, (await errors).Trim());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return new CommandResult(-1, "", $"{program} gave no answer within {Longest.TotalSeconds} s.");
        }
    }
}

internal sealed record CommandResult(int ExitCode, string Output, string Errors);
