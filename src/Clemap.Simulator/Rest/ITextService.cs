namespace Clemap.Simulator.Rest;

/// <summary>What answers lines of text in datagrams.</summary>
internal interface ITextService
{
    /// <returns>The answer; absent when there is none.</returns>
    string? Serve(string text);
}
