using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Storage;

/// <summary>What a tenant's songs and results take, and whether there may be more.</summary>
/// <remarks>Counted of the files that the tenant's rows speak of; content that several tenants have counts for each of them.</remarks>
internal sealed class StorageQuota(
    IDbContextFactory<ServiceDb> factory, DataFolder folder, ObjectStore objects, IEnumerable<ObjectArea> areas, StorageOptions options)
{
    private readonly ConcurrentDictionary<string, long> _arriving = new();

    /// <summary>The most bytes that a tenant may have stored; null for no limit.</summary>
    public long? Limit => options.MaxStoragePerTenant;

    /// <summary>Bytes that a tenant's songs and results take.</summary>
    public async Task<long> UsedByAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var total = 0L;
        foreach (var owned in areas.GroupBy(area => area.Owner))
        {
            var names = await ObjectOwners.NamesAsync(db, owned.Key, tenant, cancellationToken);
            total += owned.Sum(area => names.Sum(name => objects.SizeOf(area.KeyOf(name))));
        }

        return total;
    }

    /// <summary>Asks whether a tenant may have more made or stored. What is under way is finished even if it goes beyond.</summary>
    /// <param name="tenant">Who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="bytes">What it will take, if that is known.</param>
    /// <exception cref="Refusal">507: the disk is nearly full, or the tenant's storage is used up.</exception>
    public async Task RequireRoomAsync(string tenant, CancellationToken cancellationToken, long bytes = 0)
    {
        if (folder.Free - bytes < options.MinFreeSpace)
            throw new Refusal(
                StatusCodes.Status507InsufficientStorage,
                $"The server's disk is nearly full, and takes no new work until more is free {Setting.Limit(nameof(options.MinFreeSpace))}; delete what you no longer need, or try again later.");
        if (Limit is { } limit)
            Check(await UsedByAsync(tenant, cancellationToken) + _arriving.GetValueOrDefault(tenant) + bytes, limit);
    }

    /// <summary>Makes room for content that is about to come, and counts it as it comes.</summary>
    /// <exception cref="Refusal">As <see cref="RequireRoomAsync"/>.</exception>
    public async Task<Claim> ClaimAsync(string tenant, CancellationToken cancellationToken)
    {
        await RequireRoomAsync(tenant, cancellationToken);
        return new Claim(this, tenant, Limit is null ? 0 : await UsedByAsync(tenant, cancellationToken));
    }

    private static void Check(long used, long limit)
    {
        if (used >= limit)
            throw new Refusal(
                StatusCodes.Status507InsufficientStorage,
                $"Your songs and results would take {Megabytes(used)} MB of the {Megabytes(limit)} MB allowed {Setting.Limit(nameof(options.MaxStoragePerTenant))}; delete songs that you no longer need.");
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>Content of a tenant that is on its way and in no row yet.</summary>
    internal sealed class Claim(StorageQuota quota, string tenant, long used) : IDisposable
    {
        private long _bytes;

        /// <exception cref="Refusal">507: the tenant's storage is used up.</exception>
        public void Add(long bytes)
        {
            _bytes += bytes;
            var arriving = quota._arriving.AddOrUpdate(tenant, bytes, (_, before) => before + bytes);
            if (quota.Limit is { } limit)
                Check(used + arriving, limit);
        }

        public void Dispose() => quota._arriving.AddOrUpdate(tenant, 0, (_, before) => before - _bytes);
    }
}
