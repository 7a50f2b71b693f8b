using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Storage;

/// <summary>The room of what is kept: rows in the database, files in the object store.</summary>
internal static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, DataFolder folder, StorageOptions options)
    {
        services.AddSingleton(folder).AddSingleton(folder.Reserve).AddSingleton<ObjectStore>().AddSingleton<StorageFigures>().AddSingleton<StorageQuota>().AddSingleton<LinkedFiles>();
        services.AddStorageReadiness();
        services.AddSingleton<IDatabase>(provider => PostgresAddress.Parse(options.Database) is { } address
            ? new PostgresDatabase(address, provider.GetRequiredService<ILogger<PostgresDatabase>>())
            : new SqliteDatabase(
                folder.Database, provider.GetRequiredService<TimeProvider>(), new(provider.GetRequiredService<IDbContextFactory<ServiceDb>>)));
        services.AddPooledDbContextFactory<ServiceDb>((provider, db) => provider.GetRequiredService<IDatabase>().Use(db));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ServiceDb>>().CreateDbContext());
    }
}
