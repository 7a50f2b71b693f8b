using System.Security.Cryptography;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>
/// Content that a task waits for and that comes in several requests. It lies in one file, whose length says how far it has come, through lost
/// connections and restarts alike; when it is whole, it is stored under its hash and the task may run.
/// </summary>
internal sealed class IncomingContent(
    ObjectStore objects, TaskStore tasks, TaskKinds kinds, ContentTurns turns, StorageQuota quota, WakeUp wakeUp, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that have come.</summary>
    public async Task<long> OffsetOfAsync(TaskRow task, CancellationToken cancellationToken)
    {
        if (!task.AwaitsContent)
            return task.ContentLength!.Value;
        using var turn = await turns.TakeAsync(task.Id, cancellationToken);
        task = await ReadAgainAsync(task);
        return task.AwaitsContent ? objects.SizeOf(KeyOf(task)) : task.ContentLength!.Value;
    }

    /// <summary>Adds what a request sends. Of a request that breaks off, what came before is kept.</summary>
    /// <param name="task">The task that waits.</param>
    /// <param name="offset">How far the content has come, as the client believes.</param>
    /// <param name="bytes">How many bytes the request sends, if it says so.</param>
    /// <param name="body">What it sends.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How far the content has come now.</returns>
    /// <exception cref="Refusal">409: the content has come less far, or farther, or a later request has taken over; 400: it would be longer than
    /// was said; 410: the task has ended; 507: no room.</exception>
    public async Task<long> AppendAsync(TaskRow task, long offset, long? bytes, Stream body, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(task.Id, cancellationToken);
        task = await ReadAgainAsync(task);
        var (length, path) = (task.ContentLength!.Value, objects.PathOf(KeyOf(task)));
        var stored = task.AwaitsContent ? objects.SizeOf(KeyOf(task)) : length;
        if (stored != offset)
            throw new Refusal(StatusCodes.Status409Conflict, $"Upload-Offset is {offset}, but {stored} bytes have come; go on from there.");
        if (bytes > length - offset)
            throw TooMuch(length);
        using var claim = await quota.ClaimAsync(task.Tenant, turn.Cancelled);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1, useAsync: false))
        {
            file.Position = offset;
            try
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(turn.Cancelled, lifetime.ApplicationStopping);
                await objects.ReceiveAsync(body, file, length - offset, Refuse, claim, hash: null, stop.Token);
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new Refusal(StatusCodes.Status503ServiceUnavailable, "The service is stopping; go on with the upload in a moment.") { RetryAfter = s_pause };
            }
            catch (OperationCanceledException) when (turn.IsOvertaken)
            {
                throw new Refusal(StatusCodes.Status409Conflict, "A later request goes on with this upload.");
            }
            finally
            {
                stored = file.Length;
                file.Flush(flushToDisk: true);
            }

            // Nothing counts of a request that sends too much.
            Refusal Refuse()
            {
                file.SetLength(offset);
                return TooMuch(length);
            }
        }

        if (stored == length && task.AwaitsContent)
            await StoreAsync(task, path, turn.Cancelled);
        return stored;
    }

    /// <summary>The task as it is now that its turn has come: the request before may have completed the upload.</summary>
    private async Task<TaskRow> ReadAgainAsync(TaskRow task) =>
        await tasks.FindAsync(task.Id, task.Tenant) is { } now && (!now.AwaitsContent || now.State == TaskState.Pending) ? now : throw Ended();

    /// <summary>Removes what has come for a task that has ended.</summary>
    public async Task RemoveAsync(TaskRow task, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(task.Id, cancellationToken);
        objects.Delete(KeyOf(task), DateTimeOffset.MaxValue);
    }

    private async Task StoreAsync(TaskRow task, string path, CancellationToken cancellationToken)
    {
        string hash;
        await using (var content = File.OpenRead(path))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        var stored = StoredContent.Store(objects, path, hash);
        if (await tasks.ReceiveContentAsync(task.Id, hash))
        {
            wakeUp.Signal(kinds[task.Kind].Lane);
            return;
        }

        stored.TakeBack();
        throw Ended();
    }

    /// <summary>The refusal of a request for content that is no longer wanted.</summary>
    public static Refusal Ended() => new(StatusCodes.Status410Gone, "This upload has ended before all of it came; begin a new one.");

    private static Refusal TooMuch(long length) =>
        new(StatusCodes.Status400BadRequest, [$"the body goes beyond the {length} bytes that Upload-Length said"]);

    private static string KeyOf(TaskRow task) => TaskRow.ContentArea.KeyOf(task.Id);
}
