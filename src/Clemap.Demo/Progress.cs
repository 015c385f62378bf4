using System.Diagnostics;
using System.Globalization;

namespace Clemap.Demo;

/// <summary>One line per step: what, then how long it took. On a terminal the line grows while the step runs.</summary>
internal sealed class Progress(TextWriter output, bool terminal)
{
    private readonly Stopwatch total = Stopwatch.StartNew();

    public TimeSpan Elapsed => total.Elapsed;

    public Task StepAsync(string what, Func<Task> work) =>
        StepAsync(what, async _ =>
        {
            await work();
            return null;
        });

    /// <param name="what">The step, as a person would say it.</param>
    /// <param name="work">Gets a way to say how far it is (0 to 100 %); returns a remark for the end of the line.</param>
    public async Task StepAsync(string what, Func<Action<int>, Task<string?>> work)
    {
        var step = Stopwatch.StartNew();
        var said = -1;
        if (terminal)
            await output.WriteAsync($"  {what} …");
        try
        {
            var remark = await work(Say);
            await LineAsync("✓", remark);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await LineAsync("✗", null);
            throw;
        }

        void Say(int percent)
        {
            if (percent <= said)
                return;
            said = percent;
            if (terminal)
                output.Write($"\r  {what} … {percent} %");
            else if (percent % 25 == 0)
                output.WriteLine($"  {what} … {percent} %");
        }

        Task LineAsync(string mark, string? remark)
        {
            var seconds = step.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            return output.WriteLineAsync($"{(terminal ? "\r\e[2K" : "")}{mark} {what}{(remark is null ? "" : ": " + remark)}  ({seconds} s)");
        }
    }
}
