namespace Clemap.Benchmarks;

/// <summary>What is going on, on standard error; standard output has the figures only.</summary>
internal static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine(text);
}
