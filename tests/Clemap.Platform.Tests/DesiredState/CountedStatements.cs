using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clemap.Platform.Tests.DesiredState;

/// <summary>What one node asks the database through its context.</summary>
internal sealed class CountedStatements : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> texts = new();

    public IReadOnlyCollection<string> Texts => texts;

    public void Clear() => texts.Clear();

    /// <summary>Waits until so many have been answered; more or other ones are for the caller to see.</summary>
    public async Task AreAsync(int count, CancellationToken cancellationToken)
    {
        for (var tries = 0; texts.Count < count && tries < 400; tries++)
            await Task.Delay(50, cancellationToken);
        texts.Count.ShouldBe(count);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        texts.Enqueue(command.CommandText);
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        texts.Enqueue(command.CommandText);
        return new(result);
    }
}
