import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import { useView } from '../api/view';
import { Loading, Look } from '../components/look';
import type { PageProps } from '../router';

export interface ApplicationProps {
    readonly application: string;
    readonly told: Seen<'/applications/{application}'>;
    readonly etag: string;
    readonly again: () => void;
}

// One address for everybody who has to do with an application; how they do decides what it shows.
const views: Readonly<Record<string, () => Promise<{ default: ComponentType<ApplicationProps> }>>> = {
    lead: () => import('./application_lead'),
    expert: () => import('./application_expert'),
    staff: () => import('./application_staff'),
    auditor: () => import('./application_staff'),
};

export default function ApplicationPage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return (
        <Look isPage at={told}>
            {(body, etag) => <AsRelated relation={body.relation ?? 'none'} application={application} told={body} etag={etag} again={told.again} />}
        </Look>
    );
}

function AsRelated({ relation, ...props }: ApplicationProps & { relation: string }) {
    const [View, setView] = useState<ComponentType<ApplicationProps>>();
    useEffect(() => {
        let isWanted = true;
        void (views[relation] ?? views['lead'])?.().then((module) => { if (isWanted) setView(() => module.default); });
        return () => { isWanted = false; };
    }, [relation]);
    return View ? <View {...props} /> : <Loading />;
}
