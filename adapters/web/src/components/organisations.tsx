import { useView } from '../api/view';

// Organisations by name, with the id by which the record knows them; by the id alone where the name is not told.
export function Organisations({ ids }: { ids: readonly string[] }) {
    return <>{ids.map((id, at) => <span key={id}>{at > 0 && <br />}<Organisation id={id} /></span>)}</>;
}

function Organisation({ id }: { id: string }) {
    const { looked } = useView('/organisations/{organisation}', { organisation: id });
    const name = looked.is === 'shown' ? looked.body.name ?? '' : '';
    return name === '' ? <>{id}</> : <>{name} <span class="quiet">{id}</span></>;
}
